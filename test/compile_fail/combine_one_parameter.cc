// A combine function of one value.
// expect-error: a combine function takes two values
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::Combine(numbers, [](std::int64_t a) { return a; });
}
