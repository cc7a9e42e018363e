// A combine function with another result.
// expect-error: a combine function returns the type of the values
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::Combine(numbers, [](std::int64_t a, std::int64_t b) { return std::to_string(a + b); });
}
