// A string for an int value.
// expect-error: the element's value does not convert
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(pairs, [](const std::string& key, const std::string& value) { return key + value; });
}
