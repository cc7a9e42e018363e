// A value for a parameter whose type is not known.
// expect-error: beam::Bind: the function is a template or overloaded
#include "beam/beam.h"

void Mistake() {
  (void)beam::Bind([](auto limit, auto n) { return n > limit; }, 3);
}
