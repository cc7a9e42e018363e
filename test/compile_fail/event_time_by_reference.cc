// An event time that could be written to.
// expect-error: beam::EventTime, beam::Window and beam::PaneInfo are read-only
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::EventTime& time, const std::string& word) {
    time = {};
    return word;
  });
}
