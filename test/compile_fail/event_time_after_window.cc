// An event time behind the window.
// expect-error: beam::EventTime stands in the wrong place
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::Window, beam::EventTime, const std::string& word) { return word; });
}
