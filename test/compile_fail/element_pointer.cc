// An element taken by pointer.
// expect-error: an element is not passed by pointer
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string* word) { return *word; });
}
