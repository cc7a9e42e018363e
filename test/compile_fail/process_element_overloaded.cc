// Two ProcessElement methods.
// expect-error: ProcessElement must be one public method
#include "beam/beam.h"

struct Lengths {
  void ProcessElement(const std::string&, beam::Emitter<int>) {}
  void ProcessElement(std::string_view, beam::Emitter<int>) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Lengths()); }
