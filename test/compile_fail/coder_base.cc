// A struct with a base as a key.
// expect-error: this struct has no coder, because it has a base class
#include "beam/beam.h"

struct Named {
  std::string name;
};
struct Person : Named {
  int age = 0;
};

void Mistake(beam::PCollection<beam::KV<Person, int>> pairs) { beam::GroupByKey(pairs); }
