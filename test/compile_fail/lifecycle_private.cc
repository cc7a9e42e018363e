// A Setup that nobody may call.
// expect-error: Setup, StartBundle, FinishBundle and Teardown must each be one public method
#include "beam/beam.h"

struct Lengths {
  void ProcessElement(const std::string&, beam::Emitter<int>) {}

 private:
  void Setup() {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Lengths()); }
