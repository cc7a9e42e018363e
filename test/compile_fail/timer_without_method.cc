// A timer that calls nothing.
// expect-error: a timer member needs a public method that is called when it fires
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Remind {
  beam::EventTimer<"quiet"> quiet;
  void ProcessElement(beam::EventTime t, int, int) { quiet.Set(t); }
};

void Mistake(beam::PCollection<beam::KV<int, int>> pairs) { beam::ParDo(pairs, Remind()); }
