// A predicate that returns a number.
// expect-error: the predicate given to Filter must return bool
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::Filter(words, [](const std::string& word) { return word.size(); });
}
