// A side input behind an emitter.
// expect-error: this parameter stands behind an emitter
#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words, beam::PCollection<std::int64_t> numbers) {
  beam::ParDo(
      words, [](const std::string&, beam::Emitter<std::int64_t> emit, std::int64_t n) { emit(n); }, numbers);
}
