// A std::function where an emitter belongs.
// expect-error: a std::function cannot be a parameter of a DoFn
#include <functional>

#include "beam/beam.h"

void Mistake(beam::PCollection<std::string> words) {
  beam::ParDo(words, [](const std::string& word, std::function<void(std::string)> emit) { emit(word); });
}
