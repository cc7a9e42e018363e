// An object that cannot be called as a DoFn.
// expect-error: this argument is not a DoFn
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, 42); }
