// OnTimer that returns an element.
// expect-error: OnTimer and OnWindowExpiration return void or a status
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Remind {
  beam::EventTimer<"quiet"> quiet;
  void ProcessElement(beam::EventTime t, const std::string&, int) { quiet.Set(t); }
  int OnTimer(beam::EventTimer<"quiet">&) { return 1; }
};

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) { beam::ParDo(pairs, Remind()); }
