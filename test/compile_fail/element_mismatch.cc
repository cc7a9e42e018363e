// An int for a string.
// expect-error: the element does not convert to this parameter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](int n) { return n; });
}
