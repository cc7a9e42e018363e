// A CombineFn with a side input and without MergeAccumulators.
// expect-error: this CombineFn has no MergeAccumulators
#include "beam/beam.h"

struct WeightedSum {
  double CreateAccumulator() { return 0; }
  void AddInput(double& sum, double value, double weight) { sum += value * weight; }
};

void Mistake(beam::PCollection<double> numbers, beam::PCollection<double> weight) {
  beam::Combine(numbers, WeightedSum(), weight);
}
