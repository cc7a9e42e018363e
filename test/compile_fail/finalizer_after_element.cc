// A bundle finalizer behind the element.
// expect-error: beam::BundleFinalizer stands in the wrong place: write it first, or right behind beam::Context&
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, beam::BundleFinalizer) { return word; });
}
