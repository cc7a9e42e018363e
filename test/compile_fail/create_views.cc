// A collection of views.
// expect-error: the elements of a collection must own what they hold
#include "beam/beam.h"

void Mistake(beam::Pipeline& pipeline) { beam::Create(pipeline, std::vector<std::string_view>{"a", "b"}); }
