// A context taken by value.
// expect-error: beam::Context is taken by reference
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::Context, const std::string& word) { return word; });
}
