// A StartBundle that wants an element.
// expect-error: StartBundle and FinishBundle see no element and no side input
#include "beam/beam.h"

struct Lengths {
  void ProcessElement(const std::string&, beam::Emitter<int>) {}
  void StartBundle(const std::string&) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Lengths()); }
