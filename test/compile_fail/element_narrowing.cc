// An int parameter for an int64 element.
// expect-error: this parameter cannot hold every value
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(numbers, [](int n) { return n; });
}
