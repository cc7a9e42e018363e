// OnTimer that wants an element.
// expect-error: OnTimer (behind its timer) and OnWindowExpiration take beam::Context&
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Remind {
  beam::EventTimer<"quiet"> quiet;
  void ProcessElement(beam::EventTime t, const std::string&, int) { quiet.Set(t); }
  void OnTimer(beam::EventTimer<"quiet">&, const std::string&, int) {}
};

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) { beam::ParDo(pairs, Remind()); }
