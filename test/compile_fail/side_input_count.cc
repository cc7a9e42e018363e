// Two side parameters for one side input.
// expect-error: the number of side inputs does not match
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string&, std::int64_t a, std::int64_t b) { return a + b; }, numbers);
}
