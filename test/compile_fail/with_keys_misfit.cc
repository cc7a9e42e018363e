// A key function of another element type, which is no constant key.
// expect-error: the element does not convert to this parameter
#include "transforms/with_keys.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::WithKeys(words, [](int n) { return n; });
}
