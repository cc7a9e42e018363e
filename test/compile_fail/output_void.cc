// An emitter of nothing.
// expect-error: an output has a type
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&, beam::Emitter<void>) {});
}
