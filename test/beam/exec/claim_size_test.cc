// How many elements a bundle claims at once.

#include "beam/exec/claim_size.h"

#include <catch2/catch.hpp>
#include <cstdint>

namespace beam::internal {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

TEST_CASE("the first claim is of one element, and each that takes no time lets the next one double") {
  ClaimSize size;
  CHECK(size.elements() == 1);
  for (int i = 0; i < 3; ++i) size.Took(size.elements(), 0);
  CHECK(size.elements() == 8);
  for (int i = 0; i < 100; ++i) size.Took(size.elements(), 0);
  CHECK(size.elements() == ClaimSize::kMost);
}

TEST_CASE("claims become as small as keeps them short, down to one element") {
  ClaimSize size;
  for (int i = 0; i < 10; ++i) size.Took(size.elements(), 0);
  size.Took(1000, 10 * ClaimSize::kLongest);
  CHECK(size.elements() == 100);
  size.Took(100, 3600 * kSecond);
  CHECK(size.elements() == 1);
  size.Took(0, kSecond);
  CHECK(size.elements() == 1);
}

TEST_CASE("claims that take neither long nor no time, or got fewer elements than they wanted, stay as they are") {
  ClaimSize size;
  size.Took(1, 0);
  size.Took(1, 0);
  size.Took(0, 0);
  CHECK(size.elements() == 2);
  size.Took(2, ClaimSize::kLongest / 2);
  CHECK(size.elements() == 2);
}

}  // namespace
}  // namespace beam::internal
