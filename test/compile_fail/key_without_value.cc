// A KV taken by its key alone.
// expect-error: the element is a KV: take it as one
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(pairs, [](const std::string& key) { return key; });
}
