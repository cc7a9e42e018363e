// AddInput of a narrower type than the input's.
// expect-error: AddInput does not fit
#include "beam/beam.h"

struct Total {
  int CreateAccumulator() { return 0; }
  void AddInput(int& total, int n) { total += n; }
  void MergeAccumulators(int& total, int other) { total += other; }
};

void Mistake(beam::PCollection<double> numbers) { beam::Combine(numbers, Total()); }
