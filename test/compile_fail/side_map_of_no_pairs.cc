// A lookup in a collection that has no keys.
// expect-error: a lookup needs a side input of beam::KV<K, V>
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string&, beam::MapView<int, int> side) { return side.size(); }, numbers);
}
