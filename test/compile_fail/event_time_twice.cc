// Two event times.
// expect-error: a restriction tracker and a watermark estimator are given once
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](beam::EventTime, beam::EventTime, const std::string& word) { return word; });
}
