#include "beam/event_time/trigger_safety.h"

#include <catch2/catch.hpp>

namespace beam::internal {
namespace {

bool Safe(const Trigger& trigger, std::int64_t lateness) { return WhyUnsafe(trigger, Duration(lateness)).empty(); }
// Whatever lateness is allowed.
bool AlwaysSafe(const Trigger& trigger) { return Safe(trigger, 0) && Safe(trigger, 60'000); }
bool NeverSafe(const Trigger& trigger) { return !Safe(trigger, 0) && !Safe(trigger, 60'000); }

TEST_CASE("triggers that never finish are safe, and so is Never, since closing emits everything") {
  CHECK(AlwaysSafe(DefaultTrigger()));
  CHECK(AlwaysSafe(Always()));
  CHECK(AlwaysSafe(Never()));
  CHECK(AlwaysSafe(Repeatedly(AfterCount(42))));
  CHECK(AlwaysSafe(Repeatedly(AfterEach({AfterCount(1), AfterCount(2)}))));
}

TEST_CASE("what fires once is unsafe") {
  CHECK(NeverSafe(AfterCount(42)));
  CHECK(NeverSafe(AfterProcessingTime(Duration(42))));
  CHECK(NeverSafe(Trigger(Trigger::Kind::kAfterSynchronizedProcessingTime)));
}

TEST_CASE("AfterWatermark without late firings is safe only where no lateness is allowed") {
  CHECK(Safe(AfterWatermark(), 0));
  CHECK_FALSE(Safe(AfterWatermark(), 1));
  CHECK(Safe(AfterWatermark().EarlyFirings(AfterCount(1)), 0));
  CHECK_FALSE(Safe(AfterWatermark().EarlyFirings(AfterCount(1)), 1));
  CHECK(AlwaysSafe(AfterWatermark().LateFirings(AfterCount(1))));
  CHECK(AlwaysSafe(AfterWatermark().EarlyFirings(AfterCount(1)).LateFirings(AfterProcessingTime())));
}

TEST_CASE("AfterAny is unsafe when one of its triggers may fire before the window is over, because it finishes then") {
  CHECK(NeverSafe(AfterAny({AfterCount(42), DefaultTrigger()})));
  CHECK(NeverSafe(AfterAny({Never(), AfterCount(42)})));
  CHECK(NeverSafe(AfterAny({Repeatedly(AfterCount(42)), DefaultTrigger()})));
  CHECK(Safe(AfterAny({Never(), DefaultTrigger()}), 0));
  CHECK_FALSE(Safe(AfterAny({Never(), DefaultTrigger()}), 1));
  CHECK(AlwaysSafe(Repeatedly(AfterAny({AfterCount(42), AfterWatermark()}))));
}

TEST_CASE("AfterAll is unsafe when all of its triggers may fire before the window is over") {
  CHECK(NeverSafe(AfterAll({AfterCount(42), AfterProcessingTime(Duration(42))})));
  CHECK(NeverSafe(AfterAll({AfterCount(42), Repeatedly(AfterCount(1))})));
  CHECK(AlwaysSafe(AfterAll({AfterCount(1), Never()})));
  CHECK(Safe(AfterAll({AfterCount(1), DefaultTrigger()}), 0));
  CHECK_FALSE(Safe(AfterAll({AfterCount(1), DefaultTrigger()}), 1));
}

TEST_CASE("AfterEach is unsafe when all of its triggers are") {
  CHECK(AlwaysSafe(AfterEach({AfterCount(1), DefaultTrigger(), AfterCount(2)})));
  CHECK(NeverSafe(AfterEach({AfterCount(1), AfterCount(2)})));
  CHECK(Safe(AfterEach({AfterWatermark(), AfterCount(2)}), 0));
  CHECK_FALSE(Safe(AfterEach({AfterWatermark(), AfterCount(2)}), 1));
}

TEST_CASE("OrFinally is unsafe when its end may fire before the window is over, or when what it ends is unsafe") {
  const Trigger repeated = Repeatedly(AfterCount(2));
  CHECK(NeverSafe(repeated.OrFinally(AfterCount(9))));
  CHECK(NeverSafe(repeated.OrFinally(Always())));
  CHECK(NeverSafe(repeated.OrFinally(Repeatedly(AfterProcessingTime()))));
  CHECK(NeverSafe(repeated.OrFinally(AfterWatermark().EarlyFirings(AfterCount(3)))));
  CHECK(NeverSafe(repeated.OrFinally(AfterEach({AfterCount(3), Never()}))));
  CHECK(NeverSafe(AfterCount(2).OrFinally(Never())));
  CHECK(AlwaysSafe(repeated.OrFinally(Never())));
  CHECK(AlwaysSafe(repeated.OrFinally(AfterAll({AfterCount(3), Never()}))));
  CHECK(Safe(repeated.OrFinally(AfterWatermark()), 0));
  CHECK_FALSE(Safe(repeated.OrFinally(AfterWatermark()), 1));
  CHECK(Safe(repeated.OrFinally(DefaultTrigger()), 0));
  CHECK_FALSE(Safe(repeated.OrFinally(DefaultTrigger()), 1));
}

TEST_CASE("the reason names the trigger and what to write instead") {
  CHECK(
      WhyUnsafe(AfterCount(5), Duration(0)) ==
      "a trigger that may finish before its window is over, so that what comes later is dropped; write Repeatedly(...) "
      "around it, or use the default trigger; trigger = AfterCount(5)");
  CHECK(WhyUnsafe(AfterWatermark(), Duration(60'000)) ==
        "a trigger that finishes at the end of the window, so that what the allowed lateness lets in later is dropped; "
        "add "
        ".LateFirings(...), or allow no lateness; trigger = AfterWatermark(), allowed lateness = 60000ms");
}

}  // namespace
}  // namespace beam::internal
