// An int for a side input of strings.
// expect-error: the side input does not convert to this parameter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      numbers, [](std::int64_t n, int side) { return n + side; }, words);
}
