// OnTimer without a timer.
// expect-error: OnTimer is never called, because the DoFn has no timer member
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Remind {
  beam::ValueState<int, "n"> n;
  void ProcessElement(int, int value) { n.Write(value); }
  void OnTimer(beam::EventTimer<"quiet">&) {}
};

void Mistake(beam::PCollection<beam::KV<int, int>> pairs) { beam::ParDo(pairs, Remind()); }
