// Window functions and windowings that go into protos and come back.
#include "runners/model/windowing_proto.h"

#include <org/apache/beam/model/pipeline/v1/standard_window_fns.pb.h>

#include <catch2/catch.hpp>
#include <memory>

#include "beam/base/error.h"
#include "beam/event_time/calendar_windows.h"
#include "beam/event_time/fixed_windows.h"
#include "beam/event_time/global_windows.h"
#include "beam/event_time/sessions.h"
#include "beam/event_time/sliding_windows.h"
#include "runners/model/window_fn_proto.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using internal::WindowFnRef;
using internal::Windowing;

TEST_CASE("the window functions of the library come back from their protos") {
  const WindowFnRef fns[] = {GlobalWindows(),
                             FixedWindows(Duration(90'061)),
                             FixedWindows(Duration(1), Duration(0)),
                             FixedWindows(Duration(2500), Duration(1001)),
                             SlidingWindows(Duration(2500), Duration(700), Duration(5)),
                             Sessions(Duration(1'800'000)),
                             CalendarMonths(3).In("Europe/Berlin").StartingAt(2024, 2, 5)};
  for (const WindowFnRef& fn : fns) {
    const auto proto = WindowFnToProto(fn);
    REQUIRE(proto.has_value());
    const auto again = WindowFnFromProto(*proto);
    REQUIRE(again.has_value());
    CHECK(internal::SameWindows(fn, *again));
  }
}

TEST_CASE("standard window functions have the payloads of the model") {
  model::SlidingWindowsPayload payload;
  REQUIRE(
      payload.ParseFromString(WindowFnToProto(SlidingWindows(Duration(2500), Duration(700), Duration(5)))->payload()));
  CHECK(payload.size().seconds() == 2);
  CHECK(payload.size().nanos() == 500'000'000);
  CHECK(payload.period().nanos() == 700'000'000);
  CHECK(payload.offset().nanos() == 5'000'000);
}

TEST_CASE("a payload that makes no window function is refused") {
  model::FunctionSpec spec;
  spec.set_urn(std::string(FixedWindows::kUrn));
  CHECK_THROWS_AS(WindowFnFromProto(spec), Error);
  model::FixedWindowsPayload endless;
  endless.mutable_size()->set_seconds(std::numeric_limits<std::int64_t>::max());
  spec.set_payload(endless.SerializeAsString());
  CHECK_THROWS_AS(WindowFnFromProto(spec), Error);
  spec.set_payload("\xff\xff");
  CHECK_THROWS_AS(WindowFnFromProto(spec), Error);
  spec.set_urn("beam:window_fn:other:v1");
  CHECK_FALSE(WindowFnFromProto(spec).has_value());
}

TEST_CASE("what a windowing says beside its window function comes back from its proto") {
  Windowing windowing;
  windowing.fn = Sessions(Duration(5));
  windowing.trigger = Repeatedly(AfterCount(2));
  windowing.allowed_lateness = Duration(77);
  windowing.accumulation = AccumulationMode::kAccumulating;
  windowing.closing = ClosingBehavior::kFireAlways;
  windowing.on_time = OnTimeBehavior::kFireIfNonEmpty;
  windowing.merged = true;
  for (const TimestampCombiner timestamps :
       {TimestampCombiner::kEarliest, TimestampCombiner::kLatest, TimestampCombiner::kEndOfWindow}) {
    windowing.timestamps = timestamps;
    const Windowing again = WindowingFromProto(WindowingToProto(windowing));
    CHECK(again.trigger == windowing.trigger);
    CHECK(again.allowed_lateness == windowing.allowed_lateness);
    CHECK(again.accumulation == windowing.accumulation);
    CHECK(again.closing == windowing.closing);
    CHECK(again.on_time == windowing.on_time);
    CHECK(again.timestamps == timestamps);
    CHECK(again.merged);
  }
  const Windowing plain = WindowingFromProto(WindowingToProto(Windowing()));
  CHECK(plain.trigger == DefaultTrigger());
  CHECK(plain.accumulation == AccumulationMode::kDiscarding);
  CHECK(plain.closing == ClosingBehavior::kFireIfNonEmpty);
  CHECK(plain.on_time == OnTimeBehavior::kFireAlways);
  CHECK_FALSE(plain.merged);
}

TEST_CASE("sessions need to be merged until a grouping has done so, and others never do") {
  Windowing windowing;
  CHECK(WindowingToProto(windowing).merge_status() == model::MergeStatus::NON_MERGING);
  windowing.fn = FixedWindows(Duration(5));
  CHECK(WindowingToProto(windowing).merge_status() == model::MergeStatus::NON_MERGING);
  windowing.fn = Sessions(Duration(5));
  CHECK(WindowingToProto(windowing).merge_status() == model::MergeStatus::NEEDS_MERGE);
  windowing.merged = true;
  CHECK(WindowingToProto(windowing).merge_status() == model::MergeStatus::ALREADY_MERGED);
}

TEST_CASE("a strategy says whether each element gets one window") {
  Windowing windowing;
  CHECK(WindowingToProto(windowing).assigns_to_one_window());
  for (const auto& [fn, one] :
       std::initializer_list<std::pair<WindowFnRef, bool>>{{FixedWindows(Duration(5)), true},
                                                           {Sessions(Duration(5)), true},
                                                           {SlidingWindows(Duration(5), Duration(1)), false}}) {
    windowing.fn = fn;
    CHECK(WindowingToProto(windowing).assigns_to_one_window() == one);
  }
}

TEST_CASE("retractions are refused") {
  model::WindowingStrategy proto;
  proto.set_accumulation_mode(model::AccumulationMode::RETRACTING);
  CHECK_THROWS_AS(WindowingFromProto(proto), Error);
}

}  // namespace
}  // namespace beam::runners
