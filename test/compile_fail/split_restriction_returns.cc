// SplitRestriction returns one restriction.
// expect-error: SplitRestriction takes the element and its restriction and returns parts of it
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  beam::OffsetRange SplitRestriction(const std::string&, const beam::OffsetRange& all) const { return all; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, const std::string&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
