// An event time behind the element.
// expect-error: beam::EventTime stands in the wrong place
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, beam::EventTime) { return word; });
}
