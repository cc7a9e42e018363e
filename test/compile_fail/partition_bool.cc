// A partition function that returns a bool.
// expect-error: the function given to Partition must return an integer
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::Partition(words, 2, [](const std::string& word) { return word.empty(); });
}
