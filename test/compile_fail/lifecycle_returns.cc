// A FinishBundle that returns a value.
// expect-error: Setup, StartBundle, FinishBundle and Teardown return void or a status
#include "beam/beam.h"

struct Lengths {
  void ProcessElement(const std::string&, beam::Emitter<int>) {}
  int FinishBundle() { return 1; }
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Lengths()); }
