// A splittable DoFn given to Filter.
// expect-error: a splittable DoFn is given to beam::ParDo
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, const std::string&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::Filter(words, Parts()); }
