// A list of another type.
// expect-error: this std::vector has another type
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string&, const std::vector<int>& side) { return side.size(); }, numbers);
}
