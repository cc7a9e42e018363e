// An emitter of no type.
// expect-error: auto stands only for the element
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const auto& word, auto emit) { emit(word); });
}
