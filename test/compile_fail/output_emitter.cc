// An emitter returned.
// expect-error: an emitter cannot be an output
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&, beam::Emitter<int> emit) { return emit; });
}
