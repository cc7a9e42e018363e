// An AddInput for another type.
// expect-error: AddInput does not fit
#include "beam/beam.h"

struct SumFn {
  std::int64_t CreateAccumulator() { return 0; }
  void AddInput(std::int64_t&, const std::string&) {}
  void MergeAccumulators(std::int64_t& a, std::int64_t b) { a += b; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
