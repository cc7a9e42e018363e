// TruncateRestriction returns a restriction, as if it could not refuse.
// expect-error: TruncateRestriction takes the element and what is left of a restriction
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Ends {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  beam::OffsetRange TruncateRestriction(const std::string&, const beam::OffsetRange& left) const { return left; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, const std::string&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Ends()); }
