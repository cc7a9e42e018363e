// An emitter of constants.
// expect-error: an output type cannot be const or volatile
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&, beam::Emitter<const int>) {});
}
