// A lookup by a key of several encodings.
// expect-error: a lookup compares encoded keys
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<beam::KV<double, int>> prices) {
  beam::ParDo(
      words, [](const std::string&, beam::MapView<double, int> side) { return side.size(); }, prices);
}
