// A ProcessElement that nobody may call.
// expect-error: ProcessElement must be one public method
#include "beam/beam.h"

class Lengths {
  void ProcessElement(const std::string&, beam::Emitter<int>) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Lengths()); }
