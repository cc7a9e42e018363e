// A CombineFn without AddInput.
// expect-error: this CombineFn has no AddInput
#include "beam/beam.h"

struct SumFn {
  std::int64_t CreateAccumulator() { return 0; }
  void MergeAccumulators(std::int64_t& a, std::int64_t b) { a += b; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
