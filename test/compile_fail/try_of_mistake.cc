// A mistake inside of beam::Try is one error, too.
// expect-error: the element does not convert to this parameter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  auto tried = beam::Try([&] { return beam::Map(words, [](int n) { return n; }); });
  if (tried.ok()) beam::Map(tried.value(), [](int n) { return n; });
}
