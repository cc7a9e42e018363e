// A combine function of strings for numbers.
// expect-error: a combine function takes two values
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::Combine(numbers, [](std::string a, std::string b) { return a + b; });
}
