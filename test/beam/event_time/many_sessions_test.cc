// Keys with many sessions: only those that a new window overlaps are looked at, and that makes no difference.
#include <cstdio>
#include <random>

#include <catch2/catch.hpp>

#include "beam/event_time/sessions.h"
#include "test/beam/event_time/one_key.h"

namespace beam::testing {
namespace {

using internal::Windowing;

// Sessions with a gap of ten that remember how many windows they were asked to merge at most.
class WatchedSessions : public internal::WindowFn {
 public:
  explicit WatchedSessions(bool overlaps_only) : overlaps_only_(overlaps_only) {}
  std::string_view urn() const override { return "test:watched_sessions"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    sessions_.Assign(timestamp, windows);
  }
  bool merging() const override { return true; }
  bool merges_overlaps_only() const override { return overlaps_only_; }
  std::vector<WindowMerge> Merge(const std::vector<Window>& windows) const override {
    most_ = std::max(most_, windows.size());
    return sessions_.Merge(windows);
  }
  std::size_t most() const { return most_; }

 private:
  Sessions sessions_{Duration(10)};
  bool overlaps_only_;
  mutable std::size_t most_ = 0;
};

TEST_CASE("of many sessions only the neighbours of a new window are asked about") {
  const auto fn = std::make_shared<WatchedSessions>(true);
  OneKey key(Windowing{.fn = fn});
  for (std::int64_t i = 0; i < 1000; ++i) key.Elements({i * 7 % 1000 * 15});
  for (std::int64_t i = 0; i < 999; i += 2) key.Elements({i * 15 + 7});
  CHECK(fn->most() == 3);
  CHECK(key.live_contents() == 500);
  CHECK(key.End().size() == 500);
}

TEST_CASE("sessions ask that of themselves") { CHECK(Sessions(Duration(10)).merges_overlaps_only()); }

// The same elements and watermarks to both; the number of panes.
std::size_t RequireSame(const Trigger& trigger, std::mt19937& random) {
  Windowing windowing = {.trigger = trigger, .allowed_lateness = Duration(200)};
  windowing.fn = std::make_shared<WatchedSessions>(true);
  OneKey neighbours(windowing);
  windowing.fn = std::make_shared<WatchedSessions>(false);
  OneKey all(windowing);
  std::size_t panes = 0;
  std::size_t most = 0;
  for (std::int64_t i = 0; i < 2000; ++i) {
    const std::int64_t timestamp = i + static_cast<std::int64_t>(random() % 1500);
    const OneKey::Panes expected = all.Elements({timestamp});
    panes += expected.size();
    REQUIRE(neighbours.Elements({timestamp}) == expected);
    if (i % 10 == 0) REQUIRE(neighbours.Watermark(i + 300) == all.Watermark(i + 300));
    REQUIRE(neighbours.live_contents() == all.live_contents());
    REQUIRE(neighbours.windows().hold() == all.windows().hold());
    REQUIRE(neighbours.windows().next_event_time() == all.windows().next_event_time());
    REQUIRE(neighbours.dropped() == all.dropped());
    most = std::max(most, all.live_contents());
  }
  CHECK(most > internal::WindowTable::kCrowd);
  const OneKey::Panes rest = all.End();
  REQUIRE(neighbours.End() == rest);
  return panes + rest.size();
}

TEST_CASE("many sessions of one key come out as if a new window had been compared with all of them") {
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  // Sessions of some of these finish, and stay behind while others grow over them.
  for (const Trigger& trigger : {DefaultTrigger(), Repeatedly(AfterCount(3)), AfterCount(3), AfterWatermark(),
                                 AfterWatermark().EarlyFirings(AfterCount(2)).LateFirings(AfterCount(2))}) {
    INFO("seed " << seed << ", " << trigger.ToString());
    CHECK(RequireSame(trigger, random) > 50);
  }
}

}  // namespace
}  // namespace beam::testing
