// A splittable DoFn that returns a value.
// expect-error: the ProcessElement of a splittable DoFn returns nothing, a status or a beam::ProcessContinuation
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  int ProcessElement(beam::OffsetRangeTracker& tracker, const std::string&) { return tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
