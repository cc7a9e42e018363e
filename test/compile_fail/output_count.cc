// ParDo<2> of a DoFn with one output.
// expect-error: ParDo<N> is given a DoFn with another number of outputs
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo<2>(words, [](const std::string& word) { return word; });
}
