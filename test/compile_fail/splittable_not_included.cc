// A splittable DoFn without the header that runs it.
// expect-error: a splittable DoFn is run by what is in a header of its own
#include "beam/offset_range.h"

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(int) const { return {0, 1}; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, int) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<int> numbers) { beam::ParDo(numbers, Parts()); }
