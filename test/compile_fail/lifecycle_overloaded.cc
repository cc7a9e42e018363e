// Two FinishBundle methods.
// expect-error: Setup, StartBundle, FinishBundle and Teardown must each be one public method
#include "beam/beam.h"

struct Lengths {
  void ProcessElement(const std::string&, beam::Emitter<int>) {}
  void FinishBundle() {}
  void FinishBundle(beam::Emitter<int>) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Lengths()); }
