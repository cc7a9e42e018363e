// An emitter of timestamped values.
// expect-error: an emitter takes the event time beside the value
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string&, beam::Emitter<beam::Timestamped<int>>) {});
}
