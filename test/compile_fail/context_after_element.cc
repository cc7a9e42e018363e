// A context behind the element.
// expect-error: beam::Context& must be the first parameter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, beam::Context&) { return word; });
}
