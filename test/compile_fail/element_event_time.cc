// A collection of event times.
// expect-error: a collection cannot have beam::EventTime
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::EventTime> times) {
  beam::ParDo(times, [](beam::EventTime time) { return time.millis(); });
}
