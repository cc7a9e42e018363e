// A text given to an emitter of bool.
// expect-error: this emitter's type cannot hold every value that it is given here
#include "beam/beam.h"

void Mistake(beam::PCollection<int> numbers) {
  beam::ParDo(numbers, [](int, beam::Emitter<bool> emit) { emit("yes"); });
}
