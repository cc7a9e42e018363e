// Which elements a bundle keeps when it is split while it runs.

#include "beam/exec/channel_claims.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <thread>
#include <vector>

namespace beam::internal {
namespace {

using Desired = ChannelClaims::DesiredSplit;
using Point = std::optional<std::int64_t>;

// So many elements are processed, and one more is being processed.
struct Claims : ChannelClaims {
  explicit Claims(std::size_t processed, bool busy = true) {
    Begin();
    Claim(processed);
    Processed(processed);
    if (busy) Claim(1);
  }
};

TEST_CASE("a fraction is one of the elements that are left, with half of the one that is being processed") {
  CHECK(Claims(0).Split({0.5, 10, {}}) == Point(5));
  CHECK(Claims(0).Split({0.5, 2, {}}) == Point(1));
  CHECK(Claims(4).Split({0.5, 10, {}}) == Point(7));
  CHECK(Claims(4, false).Split({0.5, 10, {}}) == Point(7));
  CHECK(Claims(4).Split({0.25, 100, {}}) == Point(28));
}

TEST_CASE("fraction 0 gives all away that has not begun, also where nobody knows how much that is") {
  CHECK(Claims(4).Split({0, 10, {}}) == Point(5));
  CHECK(Claims(4).Split({-1, 10, {}}) == Point(5));
  CHECK(Claims(4).Split({0, 0, {}}) == Point(5));
  CHECK(Claims(0, false).Split({0, 10, {}}) == Point(0));
}

TEST_CASE("fraction 1 keeps all, and half of an unknown number is nothing that can be given") {
  CHECK(Claims(4).Split({1, 10, {}}) == Point());
  CHECK(Claims(4).Split({2, 10, {}}) == Point());
  CHECK(Claims(4).Split({0.99, 10, {}}) == Point());
  CHECK(Claims(4).Split({0.5, 0, {}}) == Point());
  CHECK(Claims(4).Split({0.5, -3, {}}) == Point());
  CHECK(Claims(4).Split({std::numeric_limits<double>::quiet_NaN(), 10, {}}) == Point());
}

TEST_CASE("what has been claimed is kept, whatever the runner wants") {
  CHECK(Claims(9).Split({0, 10, {}}) == Point());
  CHECK(Claims(9).Split({0, 5, {}}) == Point());
  Claims piece(0, false);
  CHECK(piece.Claim(8) == 8);
  CHECK(piece.Split({0.1, 10, {}}) == Point(8));
}

TEST_CASE("a bundle stops where it was split, and no earlier") {
  Claims claims(0);
  REQUIRE(claims.Split({0.5, 10, {}}) == Point(5));
  claims.Processed(1);
  CHECK_FALSE(claims.AtEnd());
  CHECK(claims.Claim(100) == 4);
  CHECK(claims.AtEnd());
  claims.Processed(4);
  CHECK(claims.Claim(1) == 0);
  CHECK(claims.index() == 5);
}

TEST_CASE("elements that were claimed and did not come are claimed no more") {
  Claims claims(0, false);
  CHECK(claims.Claim(8) == 8);
  claims.Processed(3);
  CHECK(claims.index() == 3);
  CHECK(claims.Split({0, 10, {}}) == Point(3));
}

TEST_CASE("a second split is of what the first one left") {
  Claims claims(0);
  REQUIRE(claims.Split({0.5, 100, {}}) == Point(50));
  CHECK(claims.Split({1, 100, {}}) == Point());
  CHECK(claims.Split({0.5, 100, {}}) == Point(25));
  // The runner need not say how many there are, nor keep to what it said before.
  CHECK(claims.Split({0.5, 0, {}}) == Point(13));
  CHECK(claims.Split({0, 1000, {}}) == Point(1));
  CHECK(claims.Split({0, 1000, {}}) == Point());
}

TEST_CASE("where only some elements may begin the rest, it is the nearest of them that is not claimed") {
  CHECK(Claims(0).Split({0.5, 10, {2, 8, 4}}) == Point(4));
  CHECK(Claims(0).Split({0.5, 10, {8}}) == Point(8));
  CHECK(Claims(3).Split({0.5, 10, {1, 3, 4}}) == Point(4));
  CHECK(Claims(3).Split({0.5, 10, {0, 1, 2, 3}}) == Point());
  CHECK(Claims(3).Split({0.5, 10, {10, 11, -1}}) == Point());
  CHECK(Claims(3).Split({1, 10, {5}}) == Point());
  CHECK(Claims(3).Split({0, 0, {9, 6}}) == Point(6));
}

TEST_CASE("numbers at the ends of their range do no harm") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  CHECK(Claims(0).Split({1e-300, kMost - 1, {}}) == Point(1));
  CHECK(Claims(0).Split({0.5, kMost - 1, {kLeast, kMost}}) == Point());
  const Point half = Claims(0).Split({0.5, kMost - 1, {}});
  REQUIRE(half.has_value());
  CHECK(*half > kMost / 4);
  CHECK(*half < kMost - 1);
}

TEST_CASE("before a bundle's beginning and after its last element there is nothing to give away") {
  ChannelClaims claims;
  CHECK(claims.Split({0, 10, {}}) == Point());
  claims.Begin();
  CHECK(claims.Split({0, 10, {}}) == Point(0));
  claims.Begin();
  CHECK(claims.Claim(3) == 3);
  claims.Processed(3);
  claims.End();
  CHECK(claims.Split({0, 10, {}}) == Point());
}

TEST_CASE("an element is either processed or given away, however often another thread splits") {
  constexpr std::int64_t kElements = 20'000;
  for (int run = 0; run < 20; ++run) {
    ChannelClaims claims;
    claims.Begin();
    std::vector<std::int64_t> points;
    std::atomic<bool> begun = false;
    std::thread runner([&] {
      begun = true;
      for (int i = 0; i < 200; ++i) {
        if (const Point point = claims.Split({0.9, kElements, {}})) points.push_back(*point);
      }
    });
    while (!begun) std::this_thread::yield();
    std::int64_t processed = 0;
    while (processed < kElements) {
      const std::size_t granted = claims.Claim(7);
      if (granted == 0) break;
      const auto there = std::min<std::int64_t>(static_cast<std::int64_t>(granted), kElements - processed);
      claims.Processed(static_cast<std::size_t>(there));
      processed += there;
    }
    runner.join();
    CHECK(std::is_sorted(points.rbegin(), points.rend()));
    CHECK(processed == (points.empty() ? kElements : points.back()));
  }
}

// An element of which so much is done, and which may be split.
struct Element final : ChannelClaims::ElementSplitter {
  explicit Element(std::optional<double> done, bool splits = true) : completed(done), can(splits) {}
  std::optional<double> Completed() override { return completed; }
  bool Split(double fraction) override {
    kept = fraction;
    return can;
  }
  std::optional<double> completed;
  bool can;
  std::optional<double> kept;
};

TEST_CASE("the element in progress is split where the bundle keeps no more than a part of it") {
  Element half(0.5);
  Claims claims(4);
  CHECK(claims.SplitElement({0.5, 5, {}}, half) == Point(4));
  CHECK(half.kept == 0.5);
  CHECK(claims.Claim(1) == 0);
  Element fresh(0.0);
  CHECK(Claims(4).SplitElement({0.25, 7, {}}, fresh) == Point(4));
  CHECK(fresh.kept == 0.75);
  Element unknown(std::nullopt);
  CHECK(Claims(4).SplitElement({0.5, 5, {}}, unknown) == Point(4));
  CHECK(unknown.kept == 0.5);
  Element all(0.9);
  CHECK(Claims(4).SplitElement({0, 0, {}}, all) == Point(4));
  CHECK(all.kept == 0.0);
}

TEST_CASE(
    "the element in progress stays whole where more is kept, or the runner does not allow it, or it cannot be split") {
  Element half(0.5);
  CHECK(Claims(4).SplitElement({0.5, 7, {}}, half) == Point());
  CHECK(Claims(4).SplitElement({0.5, 0, {}}, half) == Point());
  CHECK(Claims(4).SplitElement({1, 5, {}}, half) == Point());
  CHECK(Claims(4).SplitElement({std::numeric_limits<double>::quiet_NaN(), 5, {}}, half) == Point());
  CHECK(Claims(4).SplitElement({0, 5, {4}}, half) == Point());
  CHECK(Claims(4).SplitElement({0, 5, {5, 6}}, half) == Point());
  CHECK(Claims(4, false).SplitElement({0, 5, {}}, half) == Point());
  CHECK_FALSE(half.kept.has_value());
  CHECK(Claims(4).SplitElement({0, 5, {5, 4}}, half) == Point(4));
  Element stuck(0.5, false);
  Claims claims(4);
  CHECK(claims.SplitElement({0, 5, {}}, stuck) == Point());
  CHECK(claims.Split({0, 6, {}}) == Point(5));
  Claims ended(4);
  ended.End();
  CHECK(ended.SplitElement({0, 5, {}}, half) == Point());
}

}  // namespace
}  // namespace beam::internal
