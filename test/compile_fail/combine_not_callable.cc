// A number as a combine function.
// expect-error: this argument cannot combine
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, 42); }
