// Makes a spec out of a seed.
#pragma once

#include <cstdint>

#include "test/reference/spec.h"

namespace beam::testing {

/// The same spec for the same seed, on every machine. Valid, and of a size that the naive runner can bear.
Spec Generate(std::uint64_t seed);

}  // namespace beam::testing
