// A side input that could be written to.
// expect-error: a side input is shared by all threads
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string&, std::vector<std::int64_t>& side) { side.clear(); }, numbers);
}
