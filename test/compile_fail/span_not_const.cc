// A batch that could be written to.
// expect-error: a batch of elements is read-only
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(numbers, [](std::span<std::int64_t>, beam::Emitter<int>) {});
}
