// A pointer as an output.
// expect-error: an output cannot be a pointer or an array
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word) { return word.c_str(); });
}
