// A batched DoFn that returns a value.
// expect-error: a DoFn that takes a batch returns nothing
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(numbers, [](std::span<const std::int64_t> batch) { return batch.size(); });
}
