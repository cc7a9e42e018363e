// A type declared a status that cannot be asked.
// expect-error: beam::IsStatus is true for the returned type
#include "beam/beam.h"

struct Verdict {};
template <>
struct beam::IsStatus<Verdict> : std::true_type {};

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&) { return Verdict(); });
}
