// An output that cannot be moved.
// expect-error: an output type must be movable
#include "beam/beam.h"

struct Pinned {
  Pinned(Pinned&&) = delete;
};

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&, beam::Emitter<Pinned>) {});
}
