// A parameter that nothing is given for.
// expect-error: the DoFn has a parameter too many
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, const std::vector<std::string>&) { return word; });
}
