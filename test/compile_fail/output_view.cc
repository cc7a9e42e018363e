// A view as an output.
// expect-error: an output cannot be a view
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](std::string_view word) { return word.substr(1); });
}
