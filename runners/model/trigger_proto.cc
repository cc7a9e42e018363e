#include "runners/model/trigger_proto.h"

#include <limits>
#include <utility>
#include <vector>

#include "beam/base/error.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using Kind = Trigger::Kind;
using TimeStep = Trigger::TimeStep;

template <class Composite>
void AddChildren(const Trigger& trigger, Composite& to) {
  for (const Trigger& child : trigger.children()) *to.add_subtriggers() = TriggerToProto(child);
}

void SetWatermark(const Trigger& trigger, model::Trigger::AfterEndOfWindow& to) {
  if (trigger.early() != nullptr) *to.mutable_early_firings() = TriggerToProto(*trigger.early());
  if (trigger.late() != nullptr) *to.mutable_late_firings() = TriggerToProto(*trigger.late());
}

void SetSteps(const Trigger& trigger, model::Trigger::AfterProcessingTime& to) {
  for (const TimeStep& step : trigger.steps()) {
    model::TimestampTransform& added = *to.add_timestamp_transforms();
    if (step.kind == TimeStep::Kind::kDelay) {
      added.mutable_delay()->set_delay_millis(step.length.count());
    } else {
      added.mutable_align_to()->set_period(step.length.count());
      added.mutable_align_to()->set_offset(step.offset.count());
    }
  }
}

void SetCount(const Trigger& trigger, model::Trigger::ElementCount& to) {
  if (trigger.count() > std::numeric_limits<std::int32_t>::max()) {
    throw Error(
        StatusCode::kInvalidArgument,
        "a trigger counts more elements than Beam's model has room for, 2147483647; trigger = " + trigger.ToString());
  }
  to.set_element_count(static_cast<std::int32_t>(trigger.count()));
}

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(StatusCode::kInvalidArgument, "a pipeline holds a trigger that is none: " + problem);
}

template <class Children>
std::vector<Trigger> ChildrenFrom(const Children& protos) {
  if (protos.empty()) Refuse("it is made of triggers, and has none");
  std::vector<Trigger> children;
  for (const model::Trigger& proto : protos) children.push_back(TriggerFromProto(proto));
  return children;
}

Trigger WatermarkFrom(const model::Trigger::AfterEndOfWindow& proto) {
  Trigger trigger = AfterWatermark();
  if (proto.has_early_firings()) trigger = trigger.EarlyFirings(TriggerFromProto(proto.early_firings()));
  if (proto.has_late_firings()) trigger = trigger.LateFirings(TriggerFromProto(proto.late_firings()));
  return trigger;
}

Trigger ProcessingTimeFrom(const model::Trigger::AfterProcessingTime& proto) {
  Trigger trigger = AfterProcessingTime();
  for (const model::TimestampTransform& step : proto.timestamp_transforms()) {
    if (step.has_delay()) {
      trigger = trigger.PlusDelayOf(Duration(step.delay().delay_millis()));
    } else if (step.has_align_to()) {
      trigger = trigger.AlignedTo(Duration(step.align_to().period()), Duration(step.align_to().offset()));
    } else {
      Refuse("a step of its time is neither a delay nor an alignment");
    }
  }
  return trigger;
}

}  // namespace

model::Trigger TriggerToProto(const Trigger& trigger) {
  model::Trigger proto;
  switch (trigger.kind()) {
    case Kind::kDefault:
      proto.mutable_default_();
      break;
    case Kind::kAfterWatermark:
      SetWatermark(trigger, *proto.mutable_after_end_of_window());
      break;
    case Kind::kAfterProcessingTime:
      SetSteps(trigger, *proto.mutable_after_processing_time());
      break;
    case Kind::kAfterSynchronizedProcessingTime:
      proto.mutable_after_synchronized_processing_time();
      break;
    case Kind::kAfterCount:
      SetCount(trigger, *proto.mutable_element_count());
      break;
    case Kind::kAfterAny:
      AddChildren(trigger, *proto.mutable_after_any());
      break;
    case Kind::kAfterAll:
      AddChildren(trigger, *proto.mutable_after_all());
      break;
    case Kind::kAfterEach:
      AddChildren(trigger, *proto.mutable_after_each());
      break;
    case Kind::kOrFinally:
      *proto.mutable_or_finally()->mutable_main() = TriggerToProto(trigger.children().at(0));
      *proto.mutable_or_finally()->mutable_finally() = TriggerToProto(trigger.children().at(1));
      break;
    case Kind::kRepeatedly:
      *proto.mutable_repeat()->mutable_subtrigger() = TriggerToProto(trigger.children().at(0));
      break;
    case Kind::kNever:
      proto.mutable_never();
      break;
    case Kind::kAlways:
      proto.mutable_always();
      break;
  }
  return proto;
}

Trigger TriggerFromProto(const model::Trigger& proto) {
  switch (proto.trigger_case()) {
    case model::Trigger::kDefault:
      return DefaultTrigger();
    case model::Trigger::kAfterEndOfWindow:
      return WatermarkFrom(proto.after_end_of_window());
    case model::Trigger::kAfterProcessingTime:
      return ProcessingTimeFrom(proto.after_processing_time());
    case model::Trigger::kAfterSynchronizedProcessingTime:
      return Trigger(Kind::kAfterSynchronizedProcessingTime);
    case model::Trigger::kElementCount:
      return AfterCount(proto.element_count().element_count());
    case model::Trigger::kAfterAny:
      return AfterAny(ChildrenFrom(proto.after_any().subtriggers()));
    case model::Trigger::kAfterAll:
      return AfterAll(ChildrenFrom(proto.after_all().subtriggers()));
    case model::Trigger::kAfterEach:
      return AfterEach(ChildrenFrom(proto.after_each().subtriggers()));
    case model::Trigger::kOrFinally:
      return TriggerFromProto(proto.or_finally().main()).OrFinally(TriggerFromProto(proto.or_finally().finally()));
    case model::Trigger::kRepeat:
      return Repeatedly(TriggerFromProto(proto.repeat().subtrigger()));
    case model::Trigger::kNever:
      return Never();
    case model::Trigger::kAlways:
      return Always();
    case model::Trigger::TRIGGER_NOT_SET:
      break;
  }
  Refuse("no kind is set, or one that this SDK does not have");
}

}  // namespace beam::runners
