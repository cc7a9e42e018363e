// State in a DoFn that takes many elements at once.
// expect-error: a DoFn with state or timers takes its elements one by one
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

#include <span>

struct Counted {
  beam::ValueState<int, "n"> n;
  void ProcessElement(std::span<const beam::KV<int, int>>) { n.Write(n.ReadOr(0) + 1); }
};

void Mistake(beam::PCollection<beam::KV<int, int>> pairs) { beam::ParDo(pairs, Counted()); }
