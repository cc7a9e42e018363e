// An AddInput of one side input that is given two.
// expect-error: AddInput takes another number of side inputs than the transform is given
#include "beam/beam.h"

struct WeightedSum {
  double CreateAccumulator() { return 0; }
  void AddInput(double& sum, double value, double weight) { sum += value * weight; }
  void MergeAccumulators(double& sum, double other) { sum += other; }
};

void Mistake(beam::PCollection<beam::KV<int, double>> pairs, beam::PCollection<double> weight) {
  beam::CombinePerKey(pairs, WeightedSum(), weight, weight);
}
