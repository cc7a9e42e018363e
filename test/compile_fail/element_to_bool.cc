// A bool parameter for a number.
// expect-error: nothing but bool converts to a bool parameter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(numbers, [](bool flag) { return flag; });
}
