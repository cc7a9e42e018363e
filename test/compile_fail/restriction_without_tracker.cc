// A restriction that nothing claims.
// expect-error: InitialRestriction makes this DoFn splittable
#include "beam/splittable.h"

#include <string>

#include "beam/beam.h"

struct Parts {
  beam::OffsetRange InitialRestriction(const std::string&) const { return {0, 1}; }
  void ProcessElement(const std::string&) {}
};

void Mistake(beam::PCollection<std::string> words) { beam::ParDo(words, Parts()); }
