// A struct with a bit-field as a side input.
// expect-error: this struct has no coder, because a member is a bit-field
#include "beam/beam.h"

struct Flags {
  unsigned a : 3;
  unsigned b : 5;
};

void Mistake(beam::PCollection<std::string> words, beam::PCollection<Flags> flags) {
  beam::ParDo(
      words, [](const std::string&, const Flags& side) { return side.a; }, flags);
}
