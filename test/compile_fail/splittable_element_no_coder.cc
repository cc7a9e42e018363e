// Elements without a coder.
// expect-error: the element of a splittable DoFn travels between workers
#include "beam/splittable.h"

#include "beam/beam.h"

struct Handle {
  void* file = nullptr;
};
struct Parts {
  beam::OffsetRange InitialRestriction(const Handle&) const { return {0, 1}; }
  void ProcessElement(beam::OffsetRangeTracker& tracker, const Handle&) { tracker.TryClaim(0); }
};

void Mistake(beam::PCollection<Handle> handles) { beam::ParDo(handles, Parts()); }
