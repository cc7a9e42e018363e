// A function of two values with a side input, which it has no place for.
// expect-error: only a struct combines with side inputs
#include "beam/beam.h"

void Mistake(beam::PCollection<double> numbers, beam::PCollection<double> weight) {
  beam::Combine(
      numbers, [](double a, double b) { return a + b; }, weight);
}
