// A partition function that returns a string.
// expect-error: the function given to Partition must return an integer
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::Partition<2>(words, [](const std::string& word) { return word; });
}
