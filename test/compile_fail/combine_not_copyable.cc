// A combine function that cannot be copied.
// expect-error: a combine function must be copyable
#include "beam/beam.h"

struct CannotCopy {
  CannotCopy() = default;
  CannotCopy(CannotCopy&&) = default;
  std::int64_t operator()(std::int64_t a, std::int64_t b) { return a + b; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, CannotCopy()); }
