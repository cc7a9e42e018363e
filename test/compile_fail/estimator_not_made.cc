// An estimator that cannot be made from a watermark.
// expect-error: a watermark estimator is made from the watermark that was reached before
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct AlwaysZero {
  beam::Timestamp CurrentWatermark() const { return {}; }
};
struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, AlwaysZero&, const std::string&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
