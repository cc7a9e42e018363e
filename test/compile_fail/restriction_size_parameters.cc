// RestrictionSize without the restriction.
// expect-error: RestrictionSize takes the element and a restriction and returns a number
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  double RestrictionSize(const std::string&) const { return 1; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, const std::string&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
