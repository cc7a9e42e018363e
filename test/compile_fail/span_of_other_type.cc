// A batch of another type.
// expect-error: this span has another type than the elements
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(numbers, [](std::span<const int>, beam::Emitter<int>) {});
}
