// A struct with a lifecycle and without ProcessElement.
// expect-error: this struct has lifecycle methods but no ProcessElement
#include "beam/beam.h"

struct Counts {
  void Setup() {}
  void Process(const std::string&) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Counts()); }
