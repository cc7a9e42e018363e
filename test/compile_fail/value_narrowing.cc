// A float parameter for an int value.
// expect-error: this parameter cannot hold every value
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(pairs, [](const std::string&, float value) { return value; });
}
