#include "beam/offset_range.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

#include "beam/base/error.h"
#include "beam/growable_offset_range.h"

namespace beam {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();

TEST_CASE("positions inside the range are claimed, the first one behind it is not") {
  OffsetRangeTracker tracker({10, 13});
  CHECK_FALSE(tracker.Done());
  CHECK(tracker.TryClaim(10));
  CHECK_FALSE(tracker.Done());
  CHECK(tracker.TryClaim(12));
  CHECK(tracker.Done());
  CHECK_FALSE(tracker.TryClaim(13));
  CHECK(tracker.Done());
}

TEST_CASE("a range is done when a position behind its end was asked for, or when it is empty") {
  OffsetRangeTracker skipped({0, 100});
  CHECK(skipped.TryClaim(5));
  CHECK_FALSE(skipped.TryClaim(1000));
  CHECK(skipped.Done());
  CHECK(OffsetRangeTracker({7, 7}).Done());
  CHECK(OffsetRangeTracker({kLowest, kLowest}).Done());
}

TEST_CASE("positions that were passed, and ranges that end before they begin, are refused") {
  OffsetRangeTracker tracker({10, 20});
  CHECK_THROWS_AS(tracker.TryClaim(9), Error);
  CHECK(tracker.TryClaim(12));
  CHECK_THROWS_AS(tracker.TryClaim(12), Error);
  CHECK_THROWS_AS(tracker.TryClaim(11), Error);
  CHECK_THROWS_AS(OffsetRangeTracker({2, 1}), Error);
  CHECK_THROWS_AS((OffsetRange{0, 10}.Split(0)), Error);
}

TEST_CASE("a split at 0 takes away everything that is not claimed") {
  OffsetRangeTracker tracker({0, 10});
  CHECK(tracker.TryClaim(3));
  CHECK(tracker.TrySplit(0) == OffsetRange{4, 10});
  CHECK(tracker.CurrentRestriction() == OffsetRange{0, 4});
  CHECK(tracker.Done());
  CHECK_FALSE(tracker.TryClaim(4));
  CHECK_FALSE(tracker.TrySplit(0).has_value());
  OffsetRangeTracker unclaimed({5, 8});
  CHECK(unclaimed.TrySplit(0) == OffsetRange{5, 8});
  CHECK(unclaimed.Done());
}

TEST_CASE("a split takes away what is behind a fraction of the remainder") {
  OffsetRangeTracker tracker({0, 101});
  CHECK(tracker.TryClaim(0));
  CHECK(tracker.TrySplit(0.5) == OffsetRange{51, 101});
  CHECK(tracker.TryClaim(50));
  CHECK(tracker.Done());
  OffsetRangeTracker whole({0, 10});
  CHECK_FALSE(whole.TrySplit(1).has_value());
  CHECK(whole.CurrentRestriction() == OffsetRange{0, 10});
}

TEST_CASE("the parts of a split cover the range, also the widest one") {
  OffsetRangeTracker widest({kLowest, OffsetRange::kEndless});
  const auto rest = widest.TrySplit(0.75);
  REQUIRE(rest.has_value());
  CHECK(widest.CurrentRestriction().from == kLowest);
  CHECK(widest.CurrentRestriction().to == rest->from);
  CHECK(rest->to == OffsetRange::kEndless);
  CHECK(rest->from > 0);
  CHECK_FALSE(OffsetRangeTracker({kLowest, OffsetRange::kEndless}).TrySplit(1).has_value());
}

TEST_CASE("many positions are claimed at once, as far as they are in the range") {
  OffsetRangeTracker tracker({10, 30});
  CHECK(tracker.ClaimUpTo(10) == 10);
  CHECK(tracker.Progress().remaining == 20);
  CHECK(tracker.ClaimUpTo(20) == 20);
  CHECK_FALSE(tracker.Done());
  CHECK_THROWS_AS(tracker.TryClaim(19), Error);
  CHECK(tracker.ClaimUpTo(15) == 15);
  CHECK(tracker.TrySplit(0.5) == OffsetRange{25, 30});
  CHECK(tracker.ClaimUpTo(28) == 25);
  CHECK(tracker.Done());
  CHECK_FALSE(tracker.TrySplit(0).has_value());
  CHECK(tracker.CurrentRestriction() == OffsetRange{10, 25});
}

TEST_CASE(
    "a range whose positions are claimed up to its end is done, and one that loses the rest ends where the claim "
    "does") {
  OffsetRangeTracker whole({0, 10});
  CHECK(whole.ClaimUpTo(10) == 10);
  CHECK(whole.Done());
  OffsetRangeTracker tracker({0, 10});
  CHECK(tracker.ClaimUpTo(4) == 4);
  CHECK(tracker.TrySplit(0) == OffsetRange{4, 10});
  CHECK(tracker.Done());
  CHECK(tracker.ClaimUpTo(10) == 4);
  OffsetRangeTracker empty({7, 7});
  CHECK(empty.ClaimUpTo(9) == 7);
  CHECK(empty.Done());
  OffsetRangeTracker endless({0, OffsetRange::kEndless});
  CHECK(endless.ClaimUpTo(OffsetRange::kEndless) == OffsetRange::kEndless);
  CHECK(endless.Done());
}

TEST_CASE("what is claimed many at once while another thread splits is what no other part has") {
  for (int run = 0; run < 50; ++run) {
    OffsetRangeTracker tracker({0, 100'000});
    std::vector<OffsetRange> rest;
    std::thread splitter([&] {
      while (rest.size() < 20) {
        const auto part = tracker.TrySplit(0.9);
        if (!part.has_value()) return;
        rest.push_back(*part);
      }
    });
    std::int64_t claimed = 0;
    for (std::int64_t end = 100; claimed == end - 100; end += 100) claimed = tracker.ClaimUpTo(end);
    splitter.join();
    CHECK(tracker.Done());
    CHECK(tracker.CurrentRestriction() == OffsetRange{0, claimed});
    CHECK((rest.empty() ? 100'000 : rest.back().from) == claimed);
  }
}

TEST_CASE("a range is cut into parts of at most so many positions") {
  CHECK(OffsetRange{0, 10}.Split(4) == std::vector<OffsetRange>{{0, 4}, {4, 8}, {8, 10}});
  CHECK(OffsetRange{0, 8}.Split(4) == std::vector<OffsetRange>{{0, 4}, {4, 8}});
  CHECK(OffsetRange{3, 3}.Split(4) == std::vector<OffsetRange>{{3, 3}});
  const OffsetRange all{kLowest, OffsetRange::kEndless};
  CHECK(all.Split(OffsetRange::kEndless).size() == 3);
}

TEST_CASE("progress counts positions up to the one that was claimed last") {
  OffsetRangeTracker tracker({10, 30});
  CHECK(tracker.Progress().completed == 0);
  CHECK(tracker.Progress().remaining == 20);
  CHECK(tracker.TryClaim(15));
  CHECK(tracker.Progress().completed == 5);
  CHECK(tracker.Progress().remaining == 15);
}

TEST_CASE("a range without an end is measured and split by what there is so far") {
  std::int64_t size = 100;
  GrowableOffsetRangeTracker tracker({0, OffsetRange::kEndless}, [&] { return size; });
  CHECK(tracker.TryClaim(49));
  CHECK(tracker.Progress().remaining == 51);
  size = 200;
  CHECK(tracker.Progress().remaining == 151);
  CHECK(tracker.TrySplit(0.5) == OffsetRange{125, OffsetRange::kEndless});
  CHECK(tracker.CurrentRestriction() == OffsetRange{0, 125});
  CHECK(tracker.Progress().remaining == 76);
  CHECK(tracker.TrySplit(0) == OffsetRange{50, 125});
  CHECK(tracker.Done());
}

TEST_CASE("a range without an end can be left at any moment, also when nothing more is there") {
  GrowableOffsetRangeTracker tracker({0, OffsetRange::kEndless}, [] { return std::int64_t{10}; });
  CHECK(tracker.TryClaim(9));
  CHECK(tracker.Progress().remaining == 1);
  CHECK(tracker.TrySplit(0) == OffsetRange{10, OffsetRange::kEndless});
}

}  // namespace
}  // namespace beam
