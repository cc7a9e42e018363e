// A window behind the element.
// expect-error: beam::Window stands in the wrong place
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, beam::Window) { return word; });
}
