// More values than parameters.
// expect-error: beam::Bind: there are more values than the function has parameters
#include "beam/beam.h"

void Mistake() {
  (void)beam::Bind([](int n) { return n; }, 1, 2);
}
