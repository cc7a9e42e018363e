// A combine function that wants to know when its bundle is committed.
// expect-error: AddInput does not fit
#include "beam/beam.h"

struct Sum {
  int CreateAccumulator() { return 0; }
  void AddInput(int& sum, int value, beam::BundleFinalizer) { sum += value; }
  void MergeAccumulators(int& sum, int other) { sum += other; }
};

void Mistake(beam::PCollection<int> numbers) { beam::Combine(numbers, Sum()); }
