#include "runners/harness/step_rests.h"

#include <utility>

namespace beam::runners {

namespace {

google::protobuf::Timestamp ProtoTime(Timestamp time) {
  constexpr std::int64_t kMillis = 1000;
  std::int64_t seconds = time.millis() / kMillis;
  std::int64_t millis = time.millis() % kMillis;
  if (millis < 0) {
    --seconds;
    millis += kMillis;
  }
  google::protobuf::Timestamp proto;
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<std::int32_t>(millis * 1'000'000));
  return proto;
}

google::protobuf::Duration ProtoDuration(Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(duration.count() / 1000);
  proto.set_nanos(static_cast<std::int32_t>(duration.count() % 1000 * 1'000'000));
  return proto;
}

}  // namespace

StepRests::StepRests(const PlannedStep& step, const internal::WireElements& elements, const CoderSpec& window)
    : step_(step), encoder_(elements, window, [this](std::string_view bytes) { bytes_.append(bytes); }) {}

void StepRests::Take(const internal::BatchBase& element, Duration delay, Timestamp watermark) {
  fn::DelayedBundleApplication& delayed = taken_.emplace_back();
  *delayed.mutable_application() = ApplicationOf(element, watermark);
  *delayed.mutable_requested_time_delay() = ProtoDuration(delay);
}

std::vector<fn::DelayedBundleApplication> StepRests::TakeAll() { return std::exchange(taken_, {}); }

fn::BundleApplication StepRests::ApplicationOf(const internal::BatchBase& element, Timestamp watermark) {
  fn::BundleApplication application;
  application.set_transform_id(step_.transform);
  application.set_input_id(step_.input_name);
  for (const std::string& output : step_.output_names) {
    (*application.mutable_output_watermarks())[output] = ProtoTime(watermark);
  }
  application.set_is_bounded(step_.step.node->unbounded ? model::IsBounded::UNBOUNDED : model::IsBounded::BOUNDED);
  std::lock_guard lock(mutex_);
  bytes_.clear();
  encoder_.Encode(element);
  application.set_element(bytes_);
  return application;
}

}  // namespace beam::runners
