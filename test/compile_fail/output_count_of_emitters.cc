// ParDo<1> of a DoFn with two emitters.
// expect-error: ParDo<N> is given a DoFn with another number of outputs
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo<1>(words, [](const std::string&, beam::Emitter<int>, beam::Emitter<int>) {});
}
