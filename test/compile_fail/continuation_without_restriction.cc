// A continuation of nothing.
// expect-error: a beam::ProcessContinuation says what becomes of a restriction
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&) { return beam::ProcessContinuation::Stop(); });
}
