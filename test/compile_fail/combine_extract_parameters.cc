// An ExtractOutput without a result.
// expect-error: ExtractOutput does not fit
#include "beam/beam.h"

struct SumFn {
  std::int64_t CreateAccumulator() { return 0; }
  void AddInput(std::int64_t& sum, std::int64_t n) { sum += n; }
  void MergeAccumulators(std::int64_t& a, std::int64_t b) { a += b; }
  void ExtractOutput(std::int64_t) {}
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
