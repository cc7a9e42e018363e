// A side input of no type.
// expect-error: auto stands only for the element
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const auto& word, const auto& number) { return word.size() + number; }, numbers);
}
