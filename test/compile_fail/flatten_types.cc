// Flatten of two element types.
// expect-error: Flatten needs collections of one element type
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::Flatten(words, numbers);
}
