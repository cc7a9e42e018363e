// An event time as an output.
// expect-error: beam::EventTime, beam::Window, beam::PaneInfo, beam::Context and beam::BundleFinalizer cannot be outputs
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::EventTime time, const std::string&) { return time; });
}
