// CoGroupByKey with an input that has no keys.
// expect-error: CoGroupByKey needs elements of beam::KV<K, V> in every input
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs, beam::PCollection<std::string> words) {
  beam::CoGroupByKey(pairs, words);
}
