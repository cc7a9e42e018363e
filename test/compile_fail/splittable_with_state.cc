// State in a splittable DoFn.
// expect-error: a splittable DoFn has no state and no timers
#include "beam/splittable.h"

#include "beam/beam.h"
#include "beam/state.h"

struct Parts {
  beam::ValueState<int, "n"> n;
  beam::OffsetRange InitialRestriction(const beam::KV<int, int>&) const { return {0, 1}; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, int, int) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<beam::KV<int, int>> pairs) { beam::ParDo(pairs, Parts()); }
