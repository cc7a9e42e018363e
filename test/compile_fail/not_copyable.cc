// A lambda that owns something which cannot be copied.
// expect-error: a DoFn must be copyable
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [owned = std::make_unique<int>(1)](const std::string&) { return *owned; });
}
