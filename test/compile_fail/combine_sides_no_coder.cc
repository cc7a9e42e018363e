// A side input of a CombineFn whose elements have no coder.
// expect-error: the elements of a side input need a coder
#include "beam/beam.h"

class Weight {
 public:
  double operator()() const { return weight_; }

 private:
  double weight_ = 0;
};
struct WeightedSum {
  double CreateAccumulator() { return 0; }
  void AddInput(double& sum, double value, const Weight& weight) { sum += value * weight(); }
  void MergeAccumulators(double& sum, double other) { sum += other; }
};

void Mistake(beam::PCollection<double> numbers, beam::PCollection<Weight> weight) {
  beam::Combine(numbers, WeightedSum(), weight);
}
