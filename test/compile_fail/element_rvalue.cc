// An element taken away.
// expect-error: an element cannot be taken by &&
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](std::string&& word) { return std::move(word); });
}
