// A group of another type.
// expect-error: this beam::Iter has another type than the values of the group
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs) {
  beam::ParDo(beam::GroupByKey(pairs), [](const std::string& key, beam::Iter<long>) { return key; });
}
