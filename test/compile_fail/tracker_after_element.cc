// The tracker behind the element.
// expect-error: write the restriction tracker, and behind it the watermark estimator, right before the element
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  void ProcessElement(const std::string&, beam::OffsetRangeTracker& tracker) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
