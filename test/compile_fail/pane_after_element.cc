// A pane behind the element.
// expect-error: beam::PaneInfo stands in the wrong place
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, beam::PaneInfo) { return word; });
}
