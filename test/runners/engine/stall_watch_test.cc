#include "runners/engine/stall_watch.h"

#include <catch2/catch.hpp>

namespace beam::runners {
namespace {

using std::chrono::milliseconds;
constexpr StallWatch::Time kStart{};

TEST_CASE("a run that moves never stalls, however slowly") {
  StallWatch watch(milliseconds(100), kStart);
  for (int i = 1; i < 50; ++i) CHECK_FALSE(watch.Stalled(kStart + milliseconds(99 * i), static_cast<std::uint64_t>(i)));
}

TEST_CASE("a stall is reported once, and once more after the run has moved and stands again") {
  StallWatch watch(milliseconds(100), kStart);
  CHECK_FALSE(watch.Stalled(kStart + milliseconds(99), 0));
  CHECK(watch.Stalled(kStart + milliseconds(100), 0));
  CHECK_FALSE(watch.Stalled(kStart + milliseconds(500), 0));
  CHECK_FALSE(watch.Stalled(kStart + milliseconds(501), 1));
  CHECK_FALSE(watch.Stalled(kStart + milliseconds(600), 1));
  CHECK(watch.Stalled(kStart + milliseconds(601), 1));
}

TEST_CASE("a timeout of 0 watches nothing") {
  StallWatch watch(milliseconds(0), kStart);
  CHECK_FALSE(watch.Stalled(kStart + std::chrono::hours(1000), 0));
}

}  // namespace
}  // namespace beam::runners
