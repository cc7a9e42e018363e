// In a shared library.
#include "test/beam/fn/same_names.h"

namespace beam::internal {

namespace {

std::string Describe(int n) { return "shared " + std::to_string(n); }

}  // namespace

NamedFunction SharedAnonymous() { return &Describe; }

}  // namespace beam::internal
