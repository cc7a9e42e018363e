// A number where a moment is expected.
// expect-error: WithTimestamps needs a function of the element
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::WithTimestamps(words, [](const std::string& word) { return word.size(); });
}
