// Reshuffle of a type without a coder.
// expect-error: this transform moves elements between workers
#include "beam/beam.h"

void Mistake(beam::PCollection<std::unique_ptr<int>> owners) { beam::Reshuffle(owners); }
