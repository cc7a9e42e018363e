// An element that cannot be copied, taken by value.
// expect-error: this type cannot be copied, so it cannot be taken by value
#include "beam/beam.h"

void Mistake(beam::PCollection<std::unique_ptr<int>> owners) {
  beam::ParDo(owners, [](std::unique_ptr<int> owner) { return *owner; });
}
