// A value without a coder.
// expect-error: the value type has no coder, which grouping needs
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<int, std::unique_ptr<int>>> pairs) { beam::GroupByKey(pairs); }
