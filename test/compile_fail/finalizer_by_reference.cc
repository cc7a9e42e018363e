// A bundle finalizer by reference.
// expect-error: a bundle finalizer is taken by value: write beam::BundleFinalizer without & or *
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::BundleFinalizer&, const std::string& word) { return word; });
}
