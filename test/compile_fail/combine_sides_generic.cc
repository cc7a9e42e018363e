// An AddInput with side inputs that is a template, so that its parameters do not say how the side input is read.
// expect-error: AddInput with side inputs must be one public method
#include "beam/beam.h"

struct WeightedSum {
  double CreateAccumulator() { return 0; }
  void AddInput(double& sum, double value, const auto& weight) { sum += value * weight; }
  void MergeAccumulators(double& sum, double other) { sum += other; }
};

void Mistake(beam::PCollection<double> numbers, beam::PCollection<double> weight) {
  beam::Combine(numbers, WeightedSum(), weight);
}
