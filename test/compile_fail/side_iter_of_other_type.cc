// An iterable of another type.
// expect-error: this beam::Iter has another type than the side input's
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string&, beam::Iter<int> side) { return side.empty(); }, numbers);
}
