// A CombineFn without CreateAccumulator.
// expect-error: this CombineFn has no usable CreateAccumulator
#include "beam/beam.h"

struct SumFn {
  void AddInput(std::int64_t& sum, std::int64_t n) { sum += n; }
  void MergeAccumulators(std::int64_t& a, std::int64_t b) { a += b; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
