// Triggers that go into protos and come back.
#include "runners/model/trigger_proto.h"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "beam/base/error.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;

std::vector<Trigger> EveryKind() {
  const Trigger timed = AfterProcessingTime(Duration(5)).AlignedTo(Duration(60), Duration(7)).PlusDelayOf(Duration(1));
  return {DefaultTrigger(),
          AfterWatermark(),
          AfterWatermark().EarlyFirings(AfterCount(3)),
          AfterWatermark().LateFirings(Always()),
          AfterWatermark().EarlyFirings(timed).LateFirings(AfterCount(1)),
          AfterProcessingTime(),
          timed,
          Trigger(Trigger::Kind::kAfterSynchronizedProcessingTime),
          AfterCount(1),
          AfterCount(std::numeric_limits<std::int32_t>::max()),
          AfterAny({AfterCount(2), timed}),
          AfterAll({AfterCount(2), AfterWatermark()}),
          AfterEach({AfterCount(2), Repeatedly(AfterCount(1))}),
          Repeatedly(AfterCount(2)).OrFinally(AfterWatermark()),
          Repeatedly(AfterAny({AfterCount(100), AfterEach({timed})})),
          Never(),
          Always()};
}

TEST_CASE("every trigger comes back from its proto as it was") {
  for (const Trigger& trigger : EveryKind()) {
    const model::Trigger proto = TriggerToProto(trigger);
    CHECK(TriggerFromProto(proto).ToString() == trigger.ToString());
    CHECK(TriggerFromProto(proto) == trigger);
  }
}

TEST_CASE("the protos are those that other SDKs write") {
  const model::Trigger watermark = TriggerToProto(AfterWatermark().EarlyFirings(AfterCount(3)));
  CHECK(watermark.after_end_of_window().early_firings().element_count().element_count() == 3);
  CHECK_FALSE(watermark.after_end_of_window().has_late_firings());
  const model::Trigger timed = TriggerToProto(AfterProcessingTime(Duration(5)).AlignedTo(Duration(60), Duration(7)));
  REQUIRE(timed.after_processing_time().timestamp_transforms_size() == 2);
  CHECK(timed.after_processing_time().timestamp_transforms(0).delay().delay_millis() == 5);
  CHECK(timed.after_processing_time().timestamp_transforms(1).align_to().period() == 60);
  CHECK(timed.after_processing_time().timestamp_transforms(1).align_to().offset() == 7);
  const model::Trigger ending = TriggerToProto(Always().OrFinally(Never()));
  CHECK(ending.or_finally().main().has_always());
  CHECK(ending.or_finally().finally().has_never());
}

TEST_CASE("a proto that is no trigger, or has numbers that make no sense, is refused") {
  model::Trigger none;
  CHECK_THROWS_AS(TriggerFromProto(none), Error);
  model::Trigger empty;
  empty.mutable_after_all();
  CHECK_THROWS_AS(TriggerFromProto(empty), Error);
  model::Trigger count;
  count.mutable_element_count()->set_element_count(0);
  CHECK_THROWS_AS(TriggerFromProto(count), Error);
  model::Trigger step;
  step.mutable_after_processing_time()->add_timestamp_transforms();
  CHECK_THROWS_AS(TriggerFromProto(step), Error);
  model::Trigger hollow;
  hollow.mutable_repeat();
  CHECK_THROWS_AS(TriggerFromProto(hollow), Error);
}

TEST_CASE("a count that the model has no room for is refused") {
  CHECK_THROWS_AS(TriggerToProto(AfterCount(std::int64_t{1} << 31)), Error);
}

}  // namespace
}  // namespace beam::runners
