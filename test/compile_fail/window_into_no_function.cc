// A duration where a window function is expected.
// expect-error: WindowInto needs a window function
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) { beam::WindowInto(words, beam::Duration(1000)); }
