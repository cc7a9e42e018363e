// A floating-point key.
// expect-error: the key type's coder is not deterministic
#include "beam/beam.h"

void Mistake(beam::PCollection<beam::KV<double, int>> pairs) { beam::GroupByKey(pairs); }
