// A key whose encodings may differ.
// expect-error: state and timers are found by the encoded key, so the key type needs a deterministic coder
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Counted {
  beam::ValueState<int, "n"> n;
  void ProcessElement(double, int) { n.Write(n.ReadOr(0) + 1); }
};

void Mistake(beam::PCollection<beam::KV<double, int>> pairs) { beam::ParDo(pairs, Counted()); }
