// FlatMap of a function that returns views.
// expect-error: an output cannot be a view
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::FlatMap(words, [](std::string_view word) { return std::vector{word}; });
}
