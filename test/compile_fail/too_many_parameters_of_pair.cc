// A third parameter for a KV.
// expect-error: the DoFn has a parameter too many
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(pairs, [](const std::string&, int n, int) { return n; });
}
