#include "beam/event_time/key_windows.h"

#include <catch2/catch.hpp>

#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/sliding_windows.h"
#include "test/beam/event_time/one_key.h"

namespace beam::testing {
namespace {

using internal::Windowing;
using Panes = OneKey::Panes;

// Fixed windows of ten, which most of these cases are about.
Windowing Tens(Trigger trigger = DefaultTrigger(), std::int64_t lateness = 0) {
  return {.fn = std::make_shared<FixedWindows>(Duration(10)),
          .trigger = std::move(trigger),
          .allowed_lateness = Duration(lateness)};
}
Windowing Accumulating(Windowing windowing) {
  windowing.accumulation = AccumulationMode::kAccumulating;
  return windowing;
}
Windowing With(Windowing windowing, TimestampCombiner timestamps) {
  windowing.timestamps = timestamps;
  return windowing;
}

TEST_CASE("the default trigger fires when the watermark passes the end of the window, and not before") {
  OneKey key(Tens());
  CHECK(key.Elements({1, 2, 11}).empty());
  CHECK(key.Watermark(9).empty());
  CHECK(key.Watermark(10) == Panes{"[0,10) 1 2 at 9 on time 0/0 first last"});
  CHECK(key.live_contents() == 1);
  CHECK(key.End() == Panes{"[10,20) 11 at 19 on time 0/0 first last"});
}

TEST_CASE("the global window fires at the end of time") {
  OneKey key(Windowing{.allowed_lateness = Duration(1'000'000)});
  CHECK(key.Elements({1, 2}).empty());
  CHECK(key.Watermark(1'000'000'000).empty());
  CHECK(key.Watermark(Window::Global().max_timestamp()).empty());
  CHECK(key.End() == Panes{"global 1 2 at end on time 0/0 first last"});
}

TEST_CASE("late elements come out one by one, within the allowed lateness and no longer") {
  OneKey key(Tens(DefaultTrigger(), 20));
  key.Elements({1});
  CHECK(key.Watermark(10) == Panes{"[0,10) 1 at 9 on time 0/0 first"});
  CHECK(key.Elements({2, 3}) == Panes{"[0,10) 2 at 9 late 1/1", "[0,10) 3 at 9 late 2/2"});
  // The window ends at 9 and expires at 29.
  CHECK(key.Watermark(29).empty());
  CHECK(key.Elements({4}) == Panes{"[0,10) 4 at 9 late 3/3"});
  CHECK(key.windows().next_event_time() == Timestamp::Millis(30));
  CHECK(key.Watermark(30).empty());
  CHECK(key.windows().empty());
  CHECK(key.Elements({5}).empty());
  CHECK(key.dropped() == 1);
  CHECK(key.windows().empty());
}

TEST_CASE("a window that begins with a late element has no pane on time") {
  OneKey key(Tens(DefaultTrigger(), 20));
  key.Watermark(12);
  CHECK(key.Elements({1}) == Panes{"[0,10) 1 at 9 late 0/0 first"});
  CHECK(key.End().empty());
}

TEST_CASE("accumulating panes hold what the window holds, discarding ones what is new") {
  const Trigger trigger = AfterWatermark().EarlyFirings(AfterCount(2)).LateFirings(AfterCount(1));
  OneKey discarding(Tens(trigger, 20));
  CHECK(discarding.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
  CHECK(discarding.Watermark(10) == Panes{"[0,10) 3 at 9 on time 1/0"});
  CHECK(discarding.Elements({4}) == Panes{"[0,10) 4 at 9 late 2/1"});
  CHECK(discarding.End().empty());

  OneKey accumulating(Accumulating(Tens(trigger, 20)));
  CHECK(accumulating.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
  CHECK(accumulating.Watermark(10) == Panes{"[0,10) 1 2 3 at 9 on time 1/0"});
  CHECK(accumulating.Elements({4}) == Panes{"[0,10) 1 2 3 4 at 9 late 2/1"});
  CHECK(accumulating.End().empty());
}

TEST_CASE("the pane on time comes though it has nothing new, unless that is not wanted") {
  Windowing windowing = Tens(AfterWatermark().EarlyFirings(AfterCount(2)));
  OneKey always(windowing);
  CHECK(always.Elements({1, 2}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
  CHECK(always.End() == Panes{"[0,10) at 9 on time 1/0 last"});

  OneKey accumulating(Accumulating(windowing));
  accumulating.Elements({1, 2});
  CHECK(accumulating.End() == Panes{"[0,10) 1 2 at 9 on time 1/0 last"});

  windowing.on_time = OnTimeBehavior::kFireIfNonEmpty;
  OneKey if_not_empty(windowing);
  if_not_empty.Elements({1, 2});
  CHECK(if_not_empty.End().empty());
}

TEST_CASE("a window that closes emits what is left, and nothing only if that is wanted") {
  Windowing windowing = Tens(Repeatedly(AfterCount(2)), 20);
  OneKey rest(windowing);
  CHECK(rest.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
  CHECK(rest.Watermark(10).empty());
  // The element was on time, and its timestamp has been held until now.
  CHECK(rest.Watermark(30) == Panes{"[0,10) 3 at 9 on time 1/0 last"});

  OneKey nothing(windowing);
  nothing.Elements({1, 2});
  CHECK(nothing.Watermark(10).empty());
  CHECK(nothing.Watermark(30).empty());

  windowing.closing = ClosingBehavior::kFireAlways;
  OneKey always(windowing);
  always.Elements({1, 2});
  CHECK(always.windows().hold() == Timestamp::Millis(29));
  CHECK(always.Watermark(10).empty());
  CHECK(always.Watermark(30) == Panes{"[0,10) at 9 late 1/0 last"});
}

TEST_CASE("at the infinite watermark a window closes at its end, since nothing late can come") {
  OneKey default_trigger(Tens(DefaultTrigger(), 20));
  default_trigger.Elements({1});
  CHECK(default_trigger.End() == Panes{"[0,10) 1 at 9 on time 0/0 first last"});
  Windowing windowing = Tens(Repeatedly(AfterCount(2)), 20);
  windowing.closing = ClosingBehavior::kFireAlways;
  OneKey both(windowing);
  both.Elements({1, 2, 31});
  both.Watermark(15);
  // One window had ended before, the other ends now.
  CHECK(both.End() == Panes{"[0,10) at 9 late 1/0 last", "[30,40) 31 at 39 on time 0/0 first last"});
}

TEST_CASE("Never leaves everything to the closing of the window") {
  OneKey key(Tens(Never(), 20));
  key.Elements({1, 2});
  CHECK(key.Watermark(29).empty());
  CHECK(key.Watermark(30) == Panes{"[0,10) 1 2 at 9 on time 0/0 first last"});
  CHECK(key.windows().empty());
}

TEST_CASE("Always fires at every element and at the end of the window") {
  OneKey key(Tens(Always()));
  CHECK(key.Elements({1, 2}) == Panes{"[0,10) 1 at 9 early 0/-1 first", "[0,10) 2 at 9 early 1/-1"});
  CHECK(key.End() == Panes{"[0,10) at 9 on time 2/0 last"});
}

TEST_CASE("after its trigger has finished a window drops elements until it expires") {
  OneKey key(Tens(AfterCount(2), 20));
  CHECK(key.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first last"});
  CHECK(key.dropped() == 1);
  CHECK(key.live_contents() == 0);
  CHECK_FALSE(key.windows().empty());
  CHECK(key.windows().hold() == Timestamp::Max());
  CHECK(key.windows().next_event_time() == Timestamp::Millis(30));
  CHECK(key.Watermark(15).empty());
  CHECK(key.Elements({4}).empty());
  CHECK(key.dropped() == 2);
  CHECK(key.Watermark(30).empty());
  CHECK(key.windows().empty());
}

TEST_CASE("elements that come together are one firing") {
  OneKey key(Tens(Repeatedly(AfterCount(2))));
  CHECK(key.Together({1, 2, 3, 4, 5}) == Panes{"[0,10) 1 2 3 4 5 at 9 early 0/-1 first"});
  // Windows that are ready together fire in the order of their ends.
  CHECK(key.Together({21, 11, 22, 12}) ==
        Panes{"[10,20) 11 12 at 19 early 0/-1 first", "[20,30) 21 22 at 29 early 0/-1 first"});
}

TEST_CASE("a watermark that jumps fires in the order of time") {
  OneKey key(Tens(AfterWatermark().LateFirings(AfterCount(1)), 100));
  key.Elements({21, 1, 11});
  CHECK(key.Watermark(100) == Panes{"[0,10) 1 at 9 on time 0/0 first", "[10,20) 11 at 19 on time 0/0 first",
                                    "[20,30) 21 at 29 on time 0/0 first"});
}

TEST_CASE("a watermark that jumps over end and expiry closes the window at once, with one pane") {
  Windowing windowing = Tens(AfterWatermark().EarlyFirings(AfterCount(2)).LateFirings(AfterCount(9)), 20);
  windowing.closing = ClosingBehavior::kFireAlways;
  OneKey walks(windowing);
  walks.Elements({1, 2, 3});
  CHECK(walks.Watermark(10) == Panes{"[0,10) 3 at 9 on time 1/0"});
  CHECK(walks.Watermark(30) == Panes{"[0,10) at 9 late 2/1 last"});
  OneKey jumps(windowing);
  jumps.Elements({1, 2, 3});
  CHECK(jumps.Watermark(30) == Panes{"[0,10) 3 at 9 on time 1/0 last"});
}

TEST_CASE("a window that is due by processing time fires although the watermark closes another at the same time") {
  OneKey key(Tens(Repeatedly(AfterProcessingTime(Duration(5)))));
  key.ProcessingTime(0);
  key.Elements({1, 21});
  CHECK(key.Move(15, 6) == Panes{"[0,10) 1 at 9 on time 0/0 first last", "[20,30) 21 at 29 early 0/-1 first"});
}

TEST_CASE("a window that is asked at its end is not asked again for a processing time that comes with it") {
  Windowing windowing = Tens(AfterEach({AfterProcessingTime(), AfterWatermark()}), 20);
  windowing.closing = ClosingBehavior::kFireAlways;
  OneKey used_up(windowing);
  used_up.Elements({1});
  CHECK(used_up.Move(10, 3) == Panes{"[0,10) 1 at 9 on time 0/0 first"});
  CHECK(used_up.Elements({2}) == Panes{"[0,10) 2 at 9 late 1/1 last"});
  // The end of this one goes on waiting when the first part fires.
  windowing.trigger = windowing.trigger.OrFinally(AfterAll({AfterProcessingTime(Duration(1)), AfterCount(9)}));
  OneKey still_waits(windowing);
  still_waits.Elements({1});
  CHECK(still_waits.Move(10, 3) == Panes{"[0,10) 1 at 9 on time 0/0 first"});
  CHECK(still_waits.Elements({2}) == Panes{"[0,10) 2 at 9 late 1/1 last"});
}

TEST_CASE("a moment for which a window has been asked in vain does not wake it again") {
  Windowing windowing = Tens(AfterEach({AfterWatermark(), AfterWatermark()})
                                 .OrFinally(AfterAll({AfterProcessingTime(Duration(5)), AfterCount(9)})),
                             20);
  windowing.closing = ClosingBehavior::kFireAlways;
  OneKey key(windowing);
  key.ProcessingTime(0);
  key.Elements({1});
  CHECK(key.ProcessingTime(6).empty());
  CHECK(key.Watermark(10) == Panes{"[0,10) 1 at 9 on time 0/0 first"});
  key.Elements({11});
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(12));
  CHECK(key.ProcessingTime(12).empty());
  CHECK(key.Elements({2}) == Panes{"[0,10) 2 at 9 late 1/1 last"});
}

TEST_CASE("a trigger that has finished wakes its window no more") {
  OneKey key(Tens(AfterEach({AfterProcessingTime(Duration(4)).OrFinally(AfterWatermark()), AfterWatermark()}), 20));
  key.ProcessingTime(0);
  key.Elements({1});
  CHECK(key.Move(10, 3) == Panes{"[0,10) 1 at 9 on time 0/0 first"});
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
  CHECK(key.ProcessingTime(5).empty());
  CHECK(key.Elements({2}) == Panes{"[0,10) 2 at 9 late 1/1 last"});
  CHECK(key.dropped() == 0);
}

TEST_CASE("the pane has the time of the earliest or latest element, and the output watermark waits for it") {
  OneKey earliest(With(Tens(DefaultTrigger(), 20), TimestampCombiner::kEarliest));
  earliest.Elements({5, 3, 7});
  CHECK(earliest.windows().hold() == Timestamp::Millis(3));
  CHECK(earliest.Watermark(10) == Panes{"[0,10) 3 5 7 at 3 on time 0/0 first"});
  CHECK(earliest.windows().hold() == Timestamp::Max());

  OneKey latest(With(Tens(), TimestampCombiner::kLatest));
  latest.Elements({5, 3});
  CHECK(latest.windows().hold() == Timestamp::Millis(5));
  latest.Elements({7, 6});
  CHECK(latest.windows().hold() == Timestamp::Millis(7));
  CHECK(latest.End() == Panes{"[0,10) 3 5 6 7 at 7 on time 0/0 first last"});

  OneKey end(Tens());
  end.Elements({5, 3});
  CHECK(end.windows().hold() == Timestamp::Millis(9));
}

TEST_CASE("an element behind the watermark does not hold by its time, and its pane has the end of the window") {
  OneKey key(With(Tens(DefaultTrigger(), 20), TimestampCombiner::kEarliest));
  key.Watermark(5);
  key.Elements({4});
  CHECK(key.windows().hold() == Timestamp::Millis(29));
  CHECK(key.Watermark(10) == Panes{"[0,10) 4 at 9 on time 0/0 first"});
  // A late element keeps the output watermark at the expiry until its pane has come out.
  OneKey waits(Tens(AfterWatermark().LateFirings(AfterCount(2)), 20));
  waits.Elements({1});
  waits.Watermark(10);
  waits.Elements({2});
  CHECK(waits.windows().hold() == Timestamp::Millis(29));
  CHECK(waits.Elements({3}) == Panes{"[0,10) 2 3 at 9 late 1/1"});
  CHECK(waits.windows().hold() == Timestamp::Max());
}

TEST_CASE("an element between the hold of its window and the watermark moves the latest timestamp") {
  OneKey key(With(Tens(), TimestampCombiner::kLatest));
  key.Elements({3});
  key.Watermark(8);
  key.Elements({2});
  CHECK(key.windows().hold() == Timestamp::Millis(3));
  key.Elements({6});
  CHECK(key.windows().hold() == Timestamp::Millis(6));
  CHECK(key.End() == Panes{"[0,10) 2 3 6 at 6 on time 0/0 first last"});
}

TEST_CASE("an element behind the end of its window does not move the timestamp of those that were on time") {
  OneKey key(With(Tens(Repeatedly(AfterCount(2)), 20), TimestampCombiner::kLatest));
  key.Elements({3});
  key.Watermark(12);
  CHECK(key.Elements({6}) == Panes{"[0,10) 3 6 at 3 on time 0/0 first"});
}

TEST_CASE("a pane that was begun on time is on time even if a late element completes it") {
  const Windowing windowing = Tens(Repeatedly(AfterCount(2)), 20);
  OneKey held(windowing);
  held.Elements({1});
  held.Watermark(12);
  CHECK(held.Elements({2}) == Panes{"[0,10) 1 2 at 9 on time 0/0 first"});
  OneKey late(windowing);
  late.Watermark(12);
  CHECK(late.Elements({1, 2}) == Panes{"[0,10) 1 2 at 9 late 0/0 first"});
}

TEST_CASE("AfterProcessingTime waits from the first element of each pane") {
  OneKey key(Tens(Repeatedly(AfterProcessingTime(Duration(100)))));
  key.ProcessingTime(1000);
  key.Elements({1});
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(1101));
  key.ProcessingTime(1050);
  CHECK(key.Elements({2}).empty());
  CHECK(key.ProcessingTime(1100).empty());
  CHECK(key.ProcessingTime(1101) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
  CHECK(key.ProcessingTime(5000).empty());
  key.Elements({3});
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(5101));
  CHECK(key.End() == Panes{"[0,10) 3 at 9 on time 1/0 last"});
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
}

TEST_CASE("without a delay, what comes at one moment of processing time comes out together") {
  OneKey key(Tens(Repeatedly(AfterProcessingTime())));
  CHECK(key.Elements({1, 2}).empty());
  CHECK(key.ProcessingTime(5) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
  CHECK(key.Elements({3, 4}).empty());
  CHECK(key.ProcessingTime(6) == Panes{"[0,10) 3 4 at 9 early 1/-1"});
}

TEST_CASE("AfterProcessingTime aligns and delays in the order that was written") {
  OneKey key(Tens(Repeatedly(AfterProcessingTime().AlignedTo(Duration(60), Duration(7)).PlusDelayOf(Duration(5)))));
  key.ProcessingTime(-100);
  key.Elements({1});
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(-53 + 5 + 1));
  CHECK(key.ProcessingTime(67).size() == 1);
  // What is aligned already stays.
  key.Elements({2});
  CHECK(key.windows().next_processing_time() == Timestamp::Millis(67 + 5 + 1));
}

TEST_CASE("windows become due by processing time in the order of their moments") {
  OneKey key(Tens(Repeatedly(AfterProcessingTime(Duration(100)))));
  key.ProcessingTime(0);
  key.Elements({11});
  key.ProcessingTime(10);
  key.Elements({1});
  CHECK(key.ProcessingTime(1000) == Panes{"[10,20) 11 at 19 early 0/-1 first", "[0,10) 1 at 9 early 0/-1 first"});
}

TEST_CASE("AfterSynchronizedProcessingTime waits until everything upstream has caught up with the element") {
  OneKey key(Tens(Repeatedly(Trigger(Trigger::Kind::kAfterSynchronizedProcessingTime))));
  key.ProcessingTime(1000);
  CHECK(key.Elements({1, 2}).empty());
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
  CHECK(key.windows().next_synchronized_processing_time() == Timestamp::Millis(1001));
  CHECK(key.ProcessingTime(2000).empty());
  CHECK(key.SynchronizedProcessingTime(1000).empty());
  CHECK(key.SynchronizedProcessingTime(1001) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
}

TEST_CASE("AfterAny fires with the first and finishes with it") {
  OneKey key(Tens(AfterAny({AfterCount(3), AfterProcessingTime(Duration(100))})));
  key.ProcessingTime(0);
  key.Elements({1});
  CHECK(key.ProcessingTime(101) == Panes{"[0,10) 1 at 9 early 0/-1 first last"});
  key.Elements({2});
  CHECK(key.dropped() == 1);
}

TEST_CASE("Repeatedly begins again with everything that its trigger has counted") {
  OneKey key(Tens(Repeatedly(AfterAny({AfterCount(3), AfterProcessingTime(Duration(100))}))));
  key.ProcessingTime(0);
  CHECK(key.Elements({1, 2}).empty());
  CHECK(key.ProcessingTime(101) == Panes{"[0,10) 1 2 at 9 early 0/-1 first"});
  CHECK(key.Elements({3, 4}).empty());
  CHECK(key.Elements({5}) == Panes{"[0,10) 3 4 5 at 9 early 1/-1"});
  CHECK(key.ProcessingTime(200).empty());
}

TEST_CASE("AfterAny finishes when it fires, even if its triggers would go on") {
  OneKey key(Tens(AfterAny({Repeatedly(AfterCount(2)), DefaultTrigger()})));
  CHECK(key.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first last"});
  CHECK(key.dropped() == 1);
  OneKey first(Tens(AfterEach({AfterAny({Repeatedly(AfterCount(2)), Never()}), AfterCount(1)})));
  CHECK(first.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first", "[0,10) 3 at 9 early 1/-1 last"});
}

TEST_CASE("AfterAll waits for all, in whatever order they become ready") {
  const Windowing windowing = Tens(AfterAll({AfterCount(2), AfterProcessingTime(Duration(100))}));
  OneKey count_first(windowing);
  count_first.ProcessingTime(0);
  CHECK(count_first.Elements({1, 2}).empty());
  CHECK(count_first.ProcessingTime(101) == Panes{"[0,10) 1 2 at 9 early 0/-1 first last"});
  OneKey time_first(windowing);
  time_first.ProcessingTime(0);
  CHECK(time_first.Elements({1}).empty());
  CHECK(time_first.ProcessingTime(101).empty());
  CHECK(time_first.Elements({2}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first last"});
}

TEST_CASE("AfterAll finishes when it fires, even if its triggers would go on") {
  OneKey key(Tens(AfterAll({AfterCount(1), Repeatedly(AfterCount(2))})));
  CHECK(key.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first last"});
  CHECK(key.dropped() == 1);
}

TEST_CASE("AfterEach fires each trigger in turn and finishes with the last") {
  OneKey key(Tens(AfterEach({AfterCount(1), AfterCount(2)})));
  CHECK(key.Elements({1, 2, 3, 4}) == Panes{"[0,10) 1 at 9 early 0/-1 first", "[0,10) 2 3 at 9 early 1/-1 last"});
  CHECK(key.dropped() == 1);
}

TEST_CASE("OrFinally fires until its end fires, which counts over all panes") {
  OneKey key(Tens(Repeatedly(AfterCount(2)).OrFinally(AfterCount(5))));
  CHECK(key.Elements({1, 2, 3, 4, 5, 6}) ==
        Panes{"[0,10) 1 2 at 9 early 0/-1 first", "[0,10) 3 4 at 9 early 1/-1", "[0,10) 5 at 9 early 2/-1 last"});
  CHECK(key.dropped() == 1);
  OneKey ends_first(Tens(AfterCount(2).OrFinally(AfterCount(5))));
  CHECK(ends_first.Elements({1, 2, 3}) == Panes{"[0,10) 1 2 at 9 early 0/-1 first last"});
}

TEST_CASE("early firings repeat by themselves, whatever trigger they are") {
  OneKey key(Tens(AfterWatermark().EarlyFirings(AfterEach({AfterCount(1), AfterCount(2)}))));
  CHECK(key.Elements({1, 2, 3, 4, 5}) ==
        Panes{"[0,10) 1 at 9 early 0/-1 first", "[0,10) 2 3 at 9 early 1/-1", "[0,10) 4 at 9 early 2/-1"});
  CHECK(key.End() == Panes{"[0,10) 5 at 9 on time 3/0 last"});
}

TEST_CASE("late firings count from the firing on time") {
  OneKey key(Tens(AfterWatermark().EarlyFirings(AfterCount(5)).LateFirings(AfterCount(2)), 20));
  key.Elements({1, 2, 3});
  CHECK(key.Watermark(10) == Panes{"[0,10) 1 2 3 at 9 on time 0/0 first"});
  CHECK(key.Elements({4}).empty());
  CHECK(key.Elements({5}) == Panes{"[0,10) 4 5 at 9 late 1/1"});
  CHECK(key.Elements({6}).empty());
  CHECK(key.End() == Panes{"[0,10) 6 at 9 late 2/2 last"});
}

TEST_CASE("AfterWatermark without late firings finishes on time") {
  OneKey key(Tens(AfterWatermark(), 20));
  key.Elements({1});
  CHECK(key.Watermark(10) == Panes{"[0,10) 1 at 9 on time 0/0 first last"});
  key.Elements({2});
  CHECK(key.dropped() == 1);
}

TEST_CASE("an element of overlapping windows lies in each of them by itself") {
  OneKey key({.fn = std::make_shared<SlidingWindows>(Duration(10), Duration(5))});
  key.Elements({7});
  CHECK(key.End() == Panes{"[0,10) 7 at 9 on time 0/0 first last", "[5,15) 7 at 14 on time 0/0 first last"});
}

TEST_CASE("many windows of a key are found again and come out in order") {
  OneKey key(Tens(Repeatedly(AfterCount(2))));
  for (std::int64_t i = 0; i < 100; ++i) CHECK(key.Elements({i * 37 % 100 * 10}).empty());
  CHECK(key.Elements({505}) == Panes{"[500,510) 500 505 at 509 early 0/-1 first"});
  CHECK(key.Watermark(500).size() == 50);
  CHECK(key.Elements({515}) == Panes{"[510,520) 510 515 at 519 early 0/-1 first"});
  const Panes rest = key.End();
  REQUIRE(rest.size() == 50);
  CHECK(rest[0] == "[500,510) at 509 on time 1/0 last");
  CHECK(rest[49] == "[990,1000) 990 at 999 on time 0/0 first last");
}

TEST_CASE("a key of one window is small") { CHECK(sizeof(internal::KeyWindows) <= 200); }

TEST_CASE("a trigger of too many parts is refused with its limit") {
  Trigger deep = AfterCount(1);
  for (int i = 0; i < 62; ++i) deep = Repeatedly(deep);
  CHECK_NOTHROW(internal::WindowRules(Tens(Repeatedly(deep))));
  CHECK_THROWS_WITH(internal::WindowRules(Tens(Repeatedly(Repeatedly(deep)))),
                    Catch::Contains("a trigger of too many parts; write one of at most 64"));
}

TEST_CASE("a trigger of many parts that count keeps them apart") {
  std::vector<Trigger> counts;
  for (int i = 10; i > 3; --i) counts.push_back(AfterCount(i));
  OneKey key(Tens(AfterEach(counts)));
  std::size_t panes = 0;
  for (std::int64_t i = 0; i < 49; ++i) panes += key.Elements({i % 10}).size();
  CHECK(panes == 7);
  CHECK(key.dropped() == 0);
  key.Elements({1});
  CHECK(key.dropped() == 1);
}

TEST_CASE("times at the ends of the time domain do not overflow") {
  Windowing windowing = Tens(Repeatedly(AfterProcessingTime(Duration::max())), 0);
  windowing.allowed_lateness = Duration::max();
  OneKey key(windowing);
  key.Elements({1});
  CHECK(key.windows().next_processing_time() == Timestamp::Max());
  CHECK(key.windows().next_event_time() == Timestamp::Millis(10));
  CHECK(key.Watermark(10).empty());
  CHECK(key.windows().next_event_time() == Window::Global().max_timestamp() + Duration(1));
  CHECK(key.Watermark(Window::Global().max_timestamp()).empty());
  CHECK(key.End() == Panes{"[0,10) 1 at 9 on time 0/0 first last"});

  OneKey late_clock(windowing);
  late_clock.ProcessingTime(Timestamp::Max().millis() - 1);
  late_clock.Elements({1});
  CHECK(late_clock.End().size() == 1);

  class Endless : public internal::WindowFn {
   public:
    std::string_view urn() const override { return "test:endless"; }
    void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
      windows.emplace_back(timestamp, Timestamp::Max());
    }
  };
  OneKey endless({.fn = std::make_shared<Endless>(), .allowed_lateness = Duration(5)});
  endless.Elements({1});
  CHECK(endless.Watermark(Timestamp::Max() - Duration(1)).empty());
  CHECK(endless.End().size() == 1);
}

}  // namespace
}  // namespace beam::testing
