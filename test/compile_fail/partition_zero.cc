// No partition at all.
// expect-error: Partition<0> has no partition
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::Partition<0>(words, [](const std::string&) { return 0; });
}
