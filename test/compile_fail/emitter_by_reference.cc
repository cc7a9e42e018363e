// An emitter taken by reference.
// expect-error: an emitter is taken by value
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, beam::Emitter<std::string>& emit) { emit(word); });
}
