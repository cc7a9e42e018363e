// A side input without a parameter.
// expect-error: the DoFn has too few parameters
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string& word) { return word; }, numbers);
}
