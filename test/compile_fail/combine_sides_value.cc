// An AddInput with a side input that takes another type of value than the input has.
// expect-error: AddInput does not fit
#include "beam/beam.h"

struct WeightedSum {
  double CreateAccumulator() { return 0; }
  void AddInput(double& sum, double value, double weight) { sum += value * weight; }
  void MergeAccumulators(double& sum, double other) { sum += other; }
};

void Mistake(beam::PCollection<std::string> words, beam::PCollection<double> weight) {
  beam::Combine(words, WeightedSum(), weight);
}
