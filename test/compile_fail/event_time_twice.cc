// Two event times.
// expect-error: beam::Context&, beam::EventTime, beam::Window and beam::PaneInfo are given once
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::EventTime, beam::EventTime, const std::string& word) { return word; });
}
