// Map of a function with an emitter.
// expect-error: Map, Filter, FlatMap, Partition and WithKeys take a function that returns
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::Map(words, [](const std::string& word, beam::Emitter<std::string> emit) { emit(word); });
}
