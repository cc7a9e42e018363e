#include "beam/event_time/continuation.h"

#include <catch2/catch.hpp>

namespace beam::internal {
namespace {

const Trigger kSynchronized(Trigger::Kind::kAfterSynchronizedProcessingTime);

TEST_CASE("triggers of event time, Never, Always and what is synchronized already go on unchanged") {
  CHECK(ContinuationOf(DefaultTrigger()) == DefaultTrigger());
  CHECK(ContinuationOf(AfterWatermark()) == AfterWatermark());
  CHECK(ContinuationOf(Never()) == Never());
  CHECK(ContinuationOf(Always()) == Always());
  CHECK(ContinuationOf(kSynchronized) == kSynchronized);
}

TEST_CASE("behind a grouping elements are not counted again, and nothing waits again") {
  CHECK(ContinuationOf(AfterCount(100)) == AfterCount(1));
  CHECK(ContinuationOf(AfterCount(1)) == AfterCount(1));
  CHECK(ContinuationOf(AfterProcessingTime(Duration(60'000))) == kSynchronized);
  CHECK(ContinuationOf(AfterProcessingTime().AlignedTo(Duration(1000))) == kSynchronized);
}

TEST_CASE("the continuation of AfterWatermark has those of its early and late firings") {
  CHECK(ContinuationOf(AfterWatermark().EarlyFirings(AfterCount(10)).LateFirings(AfterProcessingTime(Duration(5)))) ==
        AfterWatermark().EarlyFirings(AfterCount(1)).LateFirings(kSynchronized));
  CHECK(ContinuationOf(AfterWatermark().EarlyFirings(AfterCount(10))) == AfterWatermark().EarlyFirings(AfterCount(1)));
  CHECK(ContinuationOf(AfterWatermark().LateFirings(AfterCount(10))) == AfterWatermark().LateFirings(AfterCount(1)));
}

TEST_CASE("AfterAny, AfterAll and Repeatedly are made of the continuations") {
  CHECK(ContinuationOf(AfterAny({AfterCount(2), AfterWatermark()})) == AfterAny({AfterCount(1), AfterWatermark()}));
  CHECK(ContinuationOf(AfterAll({AfterCount(2), AfterCount(5)})) == AfterAll({AfterCount(1), AfterCount(1)}));
  CHECK(ContinuationOf(Repeatedly(AfterCount(10))) == Repeatedly(AfterCount(1)));
}

TEST_CASE("AfterEach and OrFinally go on by repeating, since their panes come one by one") {
  CHECK(ContinuationOf(AfterEach({AfterCount(2), AfterWatermark()})) ==
        Repeatedly(AfterAny({AfterCount(1), AfterWatermark()})));
  CHECK(ContinuationOf(Repeatedly(AfterCount(2)).OrFinally(AfterCount(9))) ==
        Repeatedly(Repeatedly(AfterCount(1)).OrFinally(AfterCount(1))));
}

}  // namespace
}  // namespace beam::internal
