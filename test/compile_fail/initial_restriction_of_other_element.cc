// InitialRestriction of another element type.
// expect-error: InitialRestriction must be one public method that takes the element
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(int) const { return {0, 1}; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, const std::string&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
