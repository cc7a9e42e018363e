// A generic lambda that does not accept the element.
// expect-error: this generic callable cannot be called with the element
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](std::integral auto n) { return n + 1; });
}
