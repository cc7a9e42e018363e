// A co-grouped element of two inputs with one iterable.
// expect-error: a CoGroupByKey result unfolds into its key
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(beam::CoGroupByKey(pairs, pairs), [](const std::string& key, beam::Iter<int>) { return key; });
}
