// A lookup with another value type.
// expect-error: this lookup has other types than the side input
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(
      words, [](const std::string&, beam::MultiMapView<std::string, long> side) { return side.size(); }, pairs);
}
