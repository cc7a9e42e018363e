// Windows that merge: what becomes of contents, triggers, holds and panes.
#include <catch2/catch.hpp>

#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/sessions.h"
#include "test/beam/event_time/one_key.h"

namespace beam::testing {
namespace {

using internal::Windowing;
using Panes = OneKey::Panes;

// Sessions with a gap of ten.
Windowing Tens(Trigger trigger = DefaultTrigger(), std::int64_t lateness = 0) {
  return {.fn = std::make_shared<Sessions>(Duration(10)),
          .trigger = std::move(trigger),
          .allowed_lateness = Duration(lateness)};
}

TEST_CASE("sessions of one key grow together, also when an element falls between two of them") {
  OneKey key(Tens());
  key.Elements({1, 21, 5, 40});
  CHECK(key.live_contents() == 3);
  key.Elements({12});
  CHECK(key.live_contents() == 2);
  CHECK(key.windows().next_event_time() == Timestamp::Millis(31));
  CHECK(key.windows().hold() == Timestamp::Millis(30));
  CHECK(key.End() == Panes{"[1,31) 1 5 12 21 at 30 on time 0/0 first last", "[40,50) 40 at 49 on time 0/0 first last"});
}

TEST_CASE("a grouping behind the one that has merged the windows leaves them as they are") {
  Windowing windowing = Tens();
  windowing.merged = true;
  OneKey key(windowing);
  key.Elements({1, 5});
  CHECK(key.End() == Panes{"[1,11) 1 at 10 on time 0/0 first last", "[5,15) 5 at 14 on time 0/0 first last"});
}

TEST_CASE("counts add up, and fire when the merged window has enough") {
  OneKey key(Tens(Repeatedly(AfterCount(3))));
  CHECK(key.Elements({1, 15}).empty());
  CHECK(key.Elements({8}) == Panes{"[1,25) 1 8 15 at 24 early 0/-1 first"});
  CHECK(key.End() == Panes{"[1,25) at 24 on time 1/0 last"});
}

TEST_CASE("a session that grows is a new window, whose panes are counted anew") {
  OneKey key(Tens(Repeatedly(AfterCount(1))));
  CHECK(key.Elements({1, 3, 2}) ==
        Panes{"[1,11) 1 at 10 early 0/-1 first", "[1,13) 3 at 12 early 0/-1 first", "[1,13) 2 at 12 early 1/-1"});
}

TEST_CASE("the merged window waits for the earliest moment of the old ones") {
  OneKey key(Tens(Repeatedly(AfterProcessingTime(Duration(100)))));
  key.ProcessingTime(0);
  key.Elements({1});
  key.ProcessingTime(50);
  key.Elements({5});
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(101));
  CHECK(key.ProcessingTime(101) == Panes{"[1,15) 1 5 at 14 early 0/-1 first"});
}

TEST_CASE("holds merge as timestamps are combined") {
  Windowing windowing = Tens();
  windowing.timestamps = TimestampCombiner::kEarliest;
  OneKey earliest(windowing);
  earliest.Elements({15, 1, 8});
  CHECK(earliest.windows().hold() == Timestamp::Millis(1));
  CHECK(earliest.End() == Panes{"[1,25) 1 8 15 at 1 on time 0/0 first last"});
  windowing.timestamps = TimestampCombiner::kLatest;
  OneKey latest(windowing);
  latest.Elements({15, 1, 8});
  CHECK(latest.windows().hold() == Timestamp::Millis(15));
  CHECK(latest.End() == Panes{"[1,25) 1 8 15 at 15 on time 0/0 first last"});
}

TEST_CASE("a late element that lengthens a session opens it again, early firings and all") {
  OneKey key(Tens(AfterWatermark().EarlyFirings(AfterCount(2)).LateFirings(AfterCount(3)), 100));
  key.Elements({1});
  CHECK(key.Watermark(11) == Panes{"[1,11) 1 at 10 on time 0/0 first"});
  // The session now ends at 16, which is still to come.
  CHECK(key.Elements({7}).empty());
  CHECK(key.Elements({6}) == Panes{"[1,17) 6 7 at 16 early 0/-1 first"});
  CHECK(key.Watermark(17) == Panes{"[1,17) at 16 on time 1/0"});
  CHECK(key.Elements({2, 3}).empty());
  CHECK(key.Elements({4}) == Panes{"[1,17) 2 3 4 at 16 late 2/1"});
}

TEST_CASE("early firings that a longer session brings back do not count what has come out late") {
  OneKey key(Tens(AfterWatermark().EarlyFirings(AfterCount(3)).LateFirings(AfterCount(1)), 100));
  key.Elements({1});
  CHECK(key.Watermark(12) == Panes{"[1,11) 1 at 10 on time 0/0 first"});
  CHECK(key.Elements({1}) == Panes{"[1,11) 1 at 10 late 1/1"});
  CHECK(key.Elements({8, 9}).empty());
  CHECK(key.Elements({7}) == Panes{"[1,19) 7 8 9 at 18 early 0/-1 first"});
}

TEST_CASE("early firings that a longer session brings back count what has come into it since the last pane") {
  OneKey key(Tens(AfterWatermark().EarlyFirings(AfterCount(3)).LateFirings(AfterCount(9)), 100));
  key.Elements({1, 5});
  CHECK(key.Watermark(20) == Panes{"[1,15) 1 5 at 14 on time 0/0 first"});
  CHECK(key.Elements({3, 2}).empty());
  CHECK(key.Elements({11}) == Panes{"[1,21) 2 3 11 at 20 early 0/-1 first"});
}

TEST_CASE("a trigger whose turn has not come sees elements, but does not wake its session") {
  OneKey key(Tens(AfterEach({AfterWatermark(), AfterProcessingTime(Duration(5))}), 100));
  key.ProcessingTime(0);
  key.Elements({1});
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
  CHECK(key.Watermark(11) == Panes{"[1,11) 1 at 10 on time 0/0 first"});
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
  CHECK(key.Elements({1}).empty());
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(6));
  CHECK(key.ProcessingTime(6) == Panes{"[1,11) 1 at 10 late 1/1 last"});
}

TEST_CASE("an element whose own window has expired is dropped though a session would take it") {
  OneKey key(Tens());
  key.Elements({1, 8});
  key.Watermark(13);
  key.Elements({2});
  CHECK(key.dropped() == 1);
  key.Elements({4});
  CHECK(key.End() == Panes{"[1,18) 1 4 8 at 17 on time 0/0 first last"});
}

TEST_CASE("a session whose trigger has finished takes no part in merges") {
  OneKey key(Tens(AfterCount(2), 100));
  CHECK(key.Elements({1, 5}) == Panes{"[1,15) 1 5 at 14 early 0/-1 first last"});
  CHECK(key.Elements({3}).empty());
  CHECK(key.dropped() == 0);
  CHECK(key.End() == Panes{"[3,13) 3 at 12 on time 0/0 first last"});
}

TEST_CASE(
    "an element of just the window that has finished is dropped, and sessions that grow to just it open it anew") {
  OneKey key(Tens(AfterCount(1), 100));
  CHECK(key.Elements({1}) == Panes{"[1,11) 1 at 10 early 0/-1 first last"});
  CHECK(key.Elements({1}).empty());
  CHECK(key.dropped() == 1);

  OneKey twice(Tens(AfterCount(2), 100));
  CHECK(twice.Elements({1, 5}) == Panes{"[1,15) 1 5 at 14 early 0/-1 first last"});
  CHECK(twice.Elements({5}).empty());
  CHECK(twice.Elements({1}) == Panes{"[1,15) 1 5 at 14 early 0/-1 first last"});
  CHECK(twice.dropped() == 0);
  twice.End();
}

TEST_CASE("an element of a window that has finished is taken by a session that it touches") {
  OneKey key(Tens(AfterProcessingTime(Duration(100)), 100));
  key.ProcessingTime(0);
  key.Elements({1});
  CHECK(key.ProcessingTime(101) == Panes{"[1,11) 1 at 10 early 0/-1 first last"});
  key.Elements({5, 1});
  CHECK(key.dropped() == 0);
  CHECK(key.ProcessingTime(202) == Panes{"[1,15) 1 5 at 14 early 0/-1 first last"});
}

TEST_CASE("AfterEach goes on where one of the windows was furthest, with what the later triggers have seen meanwhile") {
  OneKey key(Tens(AfterEach({AfterCount(2), AfterCount(3)})));
  CHECK(key.Elements({1, 5}) == Panes{"[1,15) 1 5 at 14 early 0/-1 first"});
  CHECK(key.Elements({20, 12}).empty());
  CHECK(key.Elements({13}) == Panes{"[1,30) 12 13 20 at 29 early 0/-1 first last"});
}

TEST_CASE("AfterProcessingTime stays finished while its session stays the same, and begins again in one that grows") {
  OneKey key(Tens(AfterEach({AfterProcessingTime(Duration(100)), AfterCount(3)})));
  key.ProcessingTime(0);
  key.Elements({1, 5});
  CHECK(key.ProcessingTime(101) == Panes{"[1,15) 1 5 at 14 early 0/-1 first"});
  CHECK(key.Elements({2, 3}).empty());
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
  CHECK(key.Elements({9}).empty());
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(202));
  CHECK(key.ProcessingTime(202) == Panes{"[1,19) 2 3 9 at 18 early 0/-1 first"});
}

TEST_CASE("what merges before its trigger was asked has not fired on time yet") {
  OneKey once(Tens(AfterEach({AfterWatermark(), AfterCount(2)}), 100));
  once.Watermark(20);
  CHECK(once.Together({1, 5}) == Panes{"[1,15) 1 5 at 14 late 0/0 first"});
  OneKey late(Tens(AfterWatermark().LateFirings(AfterCount(3)), 100));
  late.Watermark(20);
  CHECK(late.Together({1, 5}) == Panes{"[1,15) 1 5 at 14 late 0/0 first"});
  CHECK(late.Elements({2, 3}).empty());
  CHECK(late.Elements({4}) == Panes{"[1,15) 2 3 4 at 14 late 1/1"});
}

TEST_CASE("AfterEach goes back to the trigger that has not finished in one of the windows") {
  OneKey key(Tens(AfterEach({AfterWatermark(), AfterCount(2)}), 100));
  key.Elements({1});
  CHECK(key.Watermark(11) == Panes{"[1,11) 1 at 10 on time 0/0 first"});
  // The merged session ends at 19, and its watermark has yet to come.
  CHECK(key.Elements({9, 8}).empty());
  CHECK(key.Watermark(19) == Panes{"[1,19) 8 9 at 18 on time 0/0 first"});
  CHECK(key.Elements({2}).empty());
  CHECK(key.Elements({3}) == Panes{"[1,19) 2 3 at 18 late 1/1 last"});
}

TEST_CASE("the first pane of a merged window is on time if one of its elements was") {
  OneKey key(Tens(Repeatedly(AfterCount(3)), 100));
  key.Elements({1, 2});
  key.Watermark(20);
  CHECK(key.Elements({3}) == Panes{"[1,13) 1 2 3 at 12 on time 0/0 first"});
}

TEST_CASE("windows merge while elements wait for their triggers to be asked") {
  OneKey key(Tens(Repeatedly(AfterCount(2))));
  CHECK(key.Together({1, 30, 5, 32, 50}) ==
        Panes{"[1,15) 1 5 at 14 early 0/-1 first", "[30,42) 30 32 at 41 early 0/-1 first"});
  OneKey moves(Tens(Repeatedly(AfterCount(1))));
  moves.Elements({1});
  CHECK(moves.Together({30, 5}) == Panes{"[1,15) 5 at 14 early 0/-1 first", "[30,40) 30 at 39 early 0/-1 first"});
}

// Fixed windows of ten, which become one as soon as there is one from a thousand on; that one stays.
class MergedByAnother : public internal::WindowFn {
 public:
  std::string_view urn() const override { return "test:merged_by_another"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    FixedWindows(Duration(10)).Assign(timestamp, windows);
  }
  bool merging() const override { return true; }
  std::vector<WindowMerge> Merge(const std::vector<Window>& windows) const override {
    const Timestamp thousand = Timestamp::Millis(1000);
    std::vector<Window> before;
    for (const Window& window : windows) {
      if (window.start() < thousand) before.push_back(window);
    }
    if (before.size() < 2 || before.size() == windows.size()) return {};
    return {{Window(before.front().start(), before.back().end()), before}};
  }
};

TEST_CASE("a window may be merged by the coming of another, and keeps what it waits for") {
  Windowing windowing = Tens(Repeatedly(AfterCount(2)));
  windowing.fn = std::make_shared<MergedByAnother>();
  OneKey key(windowing);
  CHECK(key.Together({1, 21, 1000}) == Panes{"[0,30) 1 21 at 29 early 0/-1 first"});
  OneKey waits(windowing);
  CHECK(waits.Elements({1, 31, 1000}).empty());
  CHECK(waits.windows().hold() == Timestamp::Millis(39));
  CHECK(waits.Watermark(40) == Panes{"[0,40) 1 31 at 39 on time 0/0 first last"});
}

}  // namespace
}  // namespace beam::testing
