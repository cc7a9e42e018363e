// BEAM_RANDOM: random values in a Catch2 test, and the seed that a failing test prints.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>

#include "test/random_value_source.h"

namespace beam::testing {

/// The seed of this run: BEAM_TEST_SEED where it is set, otherwise Catch2's (ctest passes --rng-seed time).
inline std::uint64_t TestSeed() {
  if (const char* given = std::getenv("BEAM_TEST_SEED"); given != nullptr) return std::strtoull(given, nullptr, 10);
  return Catch::rngSeed();
}

}  // namespace beam::testing

/// Declares `random`, seeded for this run; what fails in this scope prints how to repeat it.
#define BEAM_RANDOM(random)                                      \
  const std::uint64_t random##_seed = beam::testing::TestSeed(); \
  INFO("repeat with BEAM_TEST_SEED=" << random##_seed);          \
  beam::testing::RandomValues random(random##_seed)
