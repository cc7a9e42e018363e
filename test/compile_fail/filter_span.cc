// Filter of a batched function.
// expect-error: Map, Filter, FlatMap, Partition and WithKeys take one element at a time
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::Filter(numbers, [](std::span<const std::int64_t>) {});
}
