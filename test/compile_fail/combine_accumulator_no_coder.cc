// An accumulator without a coder.
// expect-error: the accumulator travels between workers
#include "beam/beam.h"

struct Accumulator {
  std::shared_ptr<std::int64_t> last;
};
struct SumFn {
  Accumulator CreateAccumulator() { return {}; }
  void AddInput(Accumulator& a, std::int64_t n) { a.last = std::make_shared<std::int64_t>(n); }
  void MergeAccumulators(Accumulator& a, const Accumulator& b) { a = b; }
};

void Mistake(beam::PCollection<std::int64_t> numbers) { beam::Combine(numbers, SumFn()); }
