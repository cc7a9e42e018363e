#include "test/beam/fn/same_names.h"

namespace beam::internal {

namespace {

std::string Describe(int n) { return "second " + std::to_string(n); }

}  // namespace

NamedFunction SecondAnonymous() { return &Describe; }

std::string SecondNamed(int n) { return "named second " + std::to_string(n); }

}  // namespace beam::internal
