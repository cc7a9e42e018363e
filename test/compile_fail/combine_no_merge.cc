// A CombineFn without MergeAccumulators.
// expect-error: this CombineFn has no MergeAccumulators
#include "beam/beam.h"

struct SumFn {
  std::int64_t CreateAccumulator() { return 0; }
  void AddInput(std::int64_t& sum, std::int64_t n) { sum += n; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
