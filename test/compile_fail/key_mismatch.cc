// An int for a string key.
// expect-error: the element's key does not convert
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(pairs, [](int key, int value) { return key + value; });
}
