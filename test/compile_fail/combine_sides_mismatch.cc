// An AddInput whose side input has another type than the collection.
// expect-error: the side input does not convert to this parameter
#include "beam/beam.h"

struct WeightedSum {
  double CreateAccumulator() { return 0; }
  void AddInput(double& sum, double value, double weight) { sum += value * weight; }
  void MergeAccumulators(double& sum, double other) { sum += other; }
};

void Mistake(beam::PCollection<double> numbers, beam::PCollection<std::string> weight) {
  beam::Combine(numbers, WeightedSum(), beam::SideInputs(weight));
}
