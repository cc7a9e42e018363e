#include "runners/harness/step_rests.h"

#include <utility>

#include "runners/model/proto_time.h"

namespace beam::runners {

StepRests::StepRests(const PlannedStep& step, const internal::WireElements& elements, const CoderSpec& window)
    : step_(step), encoder_(elements, window, [this](std::string_view bytes) { bytes_.append(bytes); }) {}

void StepRests::Take(const internal::BatchBase& element, Duration delay, Timestamp watermark) {
  fn::DelayedBundleApplication& delayed = taken_.emplace_back();
  *delayed.mutable_application() = ApplicationOf(element, watermark);
  SetMillis(delay, *delayed.mutable_requested_time_delay());
}

std::vector<fn::DelayedBundleApplication> StepRests::TakeAll() { return std::exchange(taken_, {}); }

fn::BundleApplication StepRests::ApplicationOf(const internal::BatchBase& element, Timestamp watermark) {
  fn::BundleApplication application;
  application.set_transform_id(step_.transform);
  application.set_input_id(step_.input_name);
  for (const std::string& output : step_.output_names) {
    SetTime(watermark, (*application.mutable_output_watermarks())[output]);
  }
  application.set_is_bounded(step_.step.node->unbounded ? model::IsBounded::UNBOUNDED : model::IsBounded::BOUNDED);
  std::lock_guard lock(mutex_);
  bytes_.clear();
  encoder_.Encode(element);
  application.set_element(bytes_);
  return application;
}

}  // namespace beam::runners
