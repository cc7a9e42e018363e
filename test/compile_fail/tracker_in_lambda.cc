// A tracker in a function without restrictions.
// expect-error: only a splittable DoFn is given a restriction tracker or a watermark estimator
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::OffsetRangeTracker& tracker, const std::string&) { tracker.TryClaim(0); });
}
