// FlatMap of a function that returns a number.
// expect-error: the function given to FlatMap must return a range
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::FlatMap(words, [](const std::string& word) { return word.size(); });
}
