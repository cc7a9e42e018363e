// A group as an output.
// expect-error: a group is readable only during the call
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(beam::GroupByKey(pairs), [](const std::string&, beam::Iter<int> values) { return values; });
}
