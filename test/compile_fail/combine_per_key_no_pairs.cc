// CombinePerKey of elements without keys.
// expect-error: CombinePerKey needs elements of beam::KV<K, V>
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::CombinePerKey(numbers, [](std::int64_t a, std::int64_t b) { return a + b; });
}
