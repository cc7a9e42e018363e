// State in a function given to Map.
// expect-error: a function with state or timers is given to beam::ParDo
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Counted {
  beam::ValueState<int, "n"> n;
  int ProcessElement(int, int value) { return n.ReadOr(value); }
};

void Mistake(beam::PCollection<beam::KV<int, int>> pairs) { beam::Map(pairs, Counted()); }
