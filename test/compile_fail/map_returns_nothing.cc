// Map of a function without a result.
// expect-error: the function given to Map returns nothing
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::Map(words, [](const std::string&) {});
}
