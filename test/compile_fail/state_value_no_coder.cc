// Values that cannot cross an exchange.
// expect-error: the value type has no coder, which bringing the elements of a key together needs
#include "beam/beam.h"
#include "beam/state.h"
#include "beam/timer.h"

class Opaque {
 public:
  explicit Opaque(int n) : n_(n) {}

 private:
  int n_;
};
struct Counted {
  beam::ValueState<int, "n"> n;
  void ProcessElement(int, const Opaque&) { n.Write(n.ReadOr(0) + 1); }
};

void Mistake(beam::PCollection<beam::KV<int, Opaque>> pairs) { beam::ParDo(pairs, Counted()); }
