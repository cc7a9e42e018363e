// Two members of one name.
// expect-error: two state or timer members of the DoFn have one name
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Counted {
  beam::ValueState<int, "n"> n;
  beam::ValueState<int, "n"> m;
  void ProcessElement(int, int) { n.Write(m.ReadOr(0) + 1); }
};

void Mistake(beam::PCollection<beam::KV<int, int>> pairs) { beam::ParDo(pairs, Counted()); }
