// A transform called inside of a DoFn.
// expect-error: a DoFn produces elements, not collections
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [words](const std::string&) { return words; });
}
