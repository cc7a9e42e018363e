// A DoFn that takes no element.
// expect-error: the DoFn takes no element
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::Emitter<int> emit) { emit(1); });
}
