// A wide integer given to an emitter of a narrower one.
// expect-error: this emitter's type cannot hold every value that it is given here
#include "beam/beam.h"

void Mistake(beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(numbers, [](std::int64_t n, beam::Emitter<int> emit) { emit(n); });
}
