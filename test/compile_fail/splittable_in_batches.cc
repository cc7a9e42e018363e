// Many elements at once with one tracker.
// expect-error: a restriction belongs to one element
#include "beam/splittable.h"

#include <span>
#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, std::span<const std::string>) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
