// An int for a side input of int64.
// expect-error: the side input does not convert to this parameter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string&, int side) { return side; }, numbers);
}
