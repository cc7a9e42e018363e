// A FinishBundle with an emitter of another type.
// expect-error: the emitters of StartBundle and FinishBundle are the outputs of ProcessElement
#include "beam/beam.h"

struct Lengths {
  void ProcessElement(const std::string&, beam::Emitter<int>) {}
  void FinishBundle(beam::Emitter<std::string>) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Lengths()); }
