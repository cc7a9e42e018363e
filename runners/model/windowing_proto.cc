#include "runners/model/windowing_proto.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"
#include "runners/model/trigger_proto.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using internal::Windowing;

model::MergeStatus::Enum MergeStatusOf(const Windowing& windowing) {
  if (windowing.fn == nullptr || !windowing.fn->merging()) return model::MergeStatus::NON_MERGING;
  return windowing.merged ? model::MergeStatus::ALREADY_MERGED : model::MergeStatus::NEEDS_MERGE;
}

model::OutputTime::Enum OutputTimeOf(TimestampCombiner timestamps) {
  switch (timestamps) {
    case TimestampCombiner::kEarliest:
      return model::OutputTime::EARLIEST_IN_PANE;
    case TimestampCombiner::kLatest:
      return model::OutputTime::LATEST_IN_PANE;
    case TimestampCombiner::kEndOfWindow:
      break;
  }
  return model::OutputTime::END_OF_WINDOW;
}

TimestampCombiner TimestampsFrom(model::OutputTime::Enum time) {
  if (time == model::OutputTime::EARLIEST_IN_PANE) return TimestampCombiner::kEarliest;
  if (time == model::OutputTime::LATEST_IN_PANE) return TimestampCombiner::kLatest;
  return TimestampCombiner::kEndOfWindow;
}

Duration LatenessFrom(std::int64_t millis) {
  if (millis < 0) {
    throw Error(
        StatusCode::kInvalidArgument,
        "a pipeline has a negative allowed lateness; give nothing or more; milliseconds = " + std::to_string(millis));
  }
  // Longer than the time domain is for ever.
  return std::min(Duration(millis), Timestamp::Max() - Timestamp::Min());
}

}  // namespace

model::WindowingStrategy WindowingToProto(const Windowing& windowing) {
  model::WindowingStrategy proto;
  proto.set_merge_status(MergeStatusOf(windowing));
  *proto.mutable_trigger() = TriggerToProto(windowing.trigger);
  proto.set_accumulation_mode(windowing.accumulation == AccumulationMode::kAccumulating
                                  ? model::AccumulationMode::ACCUMULATING
                                  : model::AccumulationMode::DISCARDING);
  proto.set_output_time(OutputTimeOf(windowing.timestamps));
  proto.set_closing_behavior(windowing.closing == ClosingBehavior::kFireAlways
                                 ? model::ClosingBehavior::EMIT_ALWAYS
                                 : model::ClosingBehavior::EMIT_IF_NONEMPTY);
  proto.set_on_time_behavior(windowing.on_time == OnTimeBehavior::kFireAlways
                                 ? model::OnTimeBehavior::FIRE_ALWAYS
                                 : model::OnTimeBehavior::FIRE_IF_NONEMPTY);
  proto.set_allowed_lateness(windowing.allowed_lateness.count());
  proto.set_assigns_to_one_window(windowing.fn == nullptr || windowing.fn->assigns_one());
  return proto;
}

Windowing WindowingFromProto(const model::WindowingStrategy& proto) {
  if (proto.accumulation_mode() == model::AccumulationMode::RETRACTING) {
    throw Error(StatusCode::kUnimplemented,
                "a pipeline asks for panes that retract earlier ones, which Beam has no runner for");
  }
  Windowing windowing;
  if (proto.has_trigger()) windowing.trigger = TriggerFromProto(proto.trigger());
  windowing.allowed_lateness = LatenessFrom(proto.allowed_lateness());
  if (proto.accumulation_mode() == model::AccumulationMode::ACCUMULATING) {
    windowing.accumulation = AccumulationMode::kAccumulating;
  }
  if (proto.closing_behavior() == model::ClosingBehavior::EMIT_ALWAYS) windowing.closing = ClosingBehavior::kFireAlways;
  if (proto.on_time_behavior() == model::OnTimeBehavior::FIRE_IF_NONEMPTY) {
    windowing.on_time = OnTimeBehavior::kFireIfNonEmpty;
  }
  windowing.timestamps = TimestampsFrom(proto.output_time());
  windowing.merged = proto.merge_status() == model::MergeStatus::ALREADY_MERGED;
  return windowing;
}

}  // namespace beam::runners
