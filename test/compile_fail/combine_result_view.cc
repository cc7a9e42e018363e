// A view as the result of a CombineFn.
// expect-error: the result of a combine function must be a value
#include "beam/beam.h"

struct SumFn {
  std::int64_t CreateAccumulator() { return 0; }
  void AddInput(std::int64_t& sum, std::int64_t n) { sum += n; }
  void MergeAccumulators(std::int64_t& a, std::int64_t b) { a += b; }
  std::string_view ExtractOutput(std::int64_t) { return "sum"; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
