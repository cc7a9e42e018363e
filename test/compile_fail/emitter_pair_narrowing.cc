// A floating-point number given as the value of a pair of integers.
// expect-error: this emitter's type cannot hold every value that it is given here
#include "beam/beam.h"

void Mistake(beam::PCollection<int> numbers) {
  beam::ParDo(numbers, [](int, beam::Emitter<beam::KV<std::string, int>> emit) { emit("g", 7.9); });
}
