// A group taken as a vector.
// expect-error: the values of a group are streamed
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(beam::GroupByKey(pairs), [](const std::string& key, const std::vector<int>&) { return key; });
}
