// OnTimer that emits another type.
// expect-error: the emitters of OnTimer and OnWindowExpiration are the outputs of ProcessElement
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Remind {
  beam::EventTimer<"quiet"> quiet;
  void ProcessElement(beam::EventTime t, const std::string&, int, beam::Emitter<int>) { quiet.Set(t); }
  void OnTimer(beam::EventTimer<"quiet">&, beam::Emitter<double>) {}
};

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) { beam::ParDo(pairs, Remind()); }
