// An emitter of references.
// expect-error: an output cannot be a reference
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&, beam::Emitter<std::string&>) {});
}
