#include "test/beam/fn/same_names.h"

namespace beam::internal {

namespace {

std::string Describe(int n) { return "first " + std::to_string(n); }

}  // namespace

NamedFunction FirstAnonymous() { return &Describe; }

std::string FirstNamed(int n) { return "named first " + std::to_string(n); }

}  // namespace beam::internal
