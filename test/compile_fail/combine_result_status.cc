// An ExtractOutput that returns a status, so that there is no result.
// expect-error: ExtractOutput does not fit
#include "beam/beam.h"

struct SumFn {
  std::int64_t CreateAccumulator() { return 0; }
  void AddInput(std::int64_t& sum, std::int64_t n) { sum += n; }
  void MergeAccumulators(std::int64_t& sum, std::int64_t other) { sum += other; }
  beam::Status ExtractOutput(std::int64_t) { return {}; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
