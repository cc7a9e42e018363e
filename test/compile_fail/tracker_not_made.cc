// A tracker that nobody makes.
// expect-error: this tracker does not fit the restriction R of InitialRestriction
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  void ProcessElement(beam::GrowableOffsetRangeTracker& tracker, const std::string&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
