// A key function without a key.
// expect-error: the function given to WithKeys must return the key of the element
#include "transforms/with_keys.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::WithKeys(words, [](const std::string&) {});
}
