// A struct with a C array as the value of a pair that is moved.
// expect-error: this struct has no coder, because a member is a C array
#include "beam/beam.h"

struct Point {
  double at[3] = {};
};

void Mistake(beam::PCollection<beam::KV<int, Point>> points) { beam::Reshuffle(points); }
