// CoGroupByKey of two key types.
// expect-error: the inputs of CoGroupByKey have different key types
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::string, int>> pairs, beam::PCollection<beam::KV<int, int>> others) {
  beam::CoGroupByKey(pairs, others);
}
