// A comparison of a narrower type than the elements'.
// expect-error: this transform compares elements: give it a comparison
#include "transforms/top.h"

void Mistake(beam::PCollection<double> numbers) {
  beam::Top(numbers, 3, [](int a, int b) { return a < b; });
}
