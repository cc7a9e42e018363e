#include "runners/harness/step_times.h"

#include "runners/model/metric_info.h"

namespace beam::runners {

namespace {

// In the order of Phase.
constexpr const char* kUrns[] = {
    "beam:metric:pardo_execution_time:start_bundle_msecs:v1",
    "beam:metric:pardo_execution_time:process_bundle_msecs:v1",
    "beam:metric:pardo_execution_time:finish_bundle_msecs:v1",
};
constexpr char kTotal[] = "beam:metric:ptransform_execution_time:total_msecs:v1";

model::MonitoringInfo InfoOf(const char* urn, const std::string& transform, std::int64_t nanoseconds) {
  return MetricInfo(urn, {{"PTRANSFORM", transform}}, nanoseconds / 1'000'000);
}

}  // namespace

void StepTimes::Add(const internal::Node* node, const std::string& transform) {
  std::unique_ptr<OfStep>& step = steps_[node];
  if (step != nullptr) return;
  step = std::make_unique<OfStep>();
  step->transform = transform;
}

void StepTimes::Begin() {
  for (const auto& [node, step] : steps_) {
    for (auto& time : step->nanoseconds) time.store(0, std::memory_order_relaxed);
  }
  activity_.Enter(nullptr);
}

void StepTimes::Passed(std::chrono::nanoseconds time) {
  const auto step = steps_.find(activity_.node());
  if (step == steps_.end()) return;
  const auto phase = static_cast<std::size_t>(phase_.load(std::memory_order_relaxed));
  step->second->nanoseconds[phase].fetch_add(time.count(), std::memory_order_relaxed);
}

void StepTimes::AddTo(std::vector<model::MonitoringInfo>& infos) const {
  for (const auto& [node, step] : steps_) {
    std::int64_t total = 0;
    for (std::size_t phase = 0; phase < std::size(kUrns); ++phase) {
      const std::int64_t time = step->nanoseconds[phase].load(std::memory_order_relaxed);
      infos.push_back(InfoOf(kUrns[phase], step->transform, time));
      total += time;
    }
    infos.push_back(InfoOf(kTotal, step->transform, total));
  }
}

}  // namespace beam::runners
