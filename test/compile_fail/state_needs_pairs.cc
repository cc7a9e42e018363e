// State over elements that have no key.
// expect-error: state and timers belong to a key, so their DoFn needs elements of beam::KV<K, V>
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

struct Counted {
  beam::ValueState<int, "n"> n;
  void ProcessElement(const std::string&) { n.Write(n.ReadOr(0) + 1); }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Counted()); }
