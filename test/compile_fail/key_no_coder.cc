// A key without a coder.
// expect-error: the key type has no coder
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<std::unique_ptr<int>, int>> pairs) { beam::GroupByKey(pairs); }
