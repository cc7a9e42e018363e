// A set of what has no deterministic coder.
// expect-error: what a state member keeps needs a coder, and a deterministic one for the members of a set
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Seen {
  beam::SetState<double, "seen"> seen;
  void ProcessElement(int, double value) { seen.Add(value); }
};

void Mistake(beam::PCollection<beam::KV<int, double>> pairs) { beam::ParDo(pairs, Seen()); }
