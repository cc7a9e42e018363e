// An emitter before the element.
// expect-error: this parameter stands behind an emitter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::Emitter<std::string> emit, const std::string& word) { emit(word); });
}
