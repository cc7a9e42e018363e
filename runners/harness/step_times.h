// StepTimes: how long the steps of a bundle have run, as somebody sees who looks from time to time.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "beam/exec/worker_activity.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

class StepTimes {
 public:
  enum class Phase : std::uint8_t { kStart, kProcess, kFinish };

  /// Time in `node` is the transform's. The parts of a combining or splittable step that are in one stage count as the first of them.
  void Add(const internal::Node* node, const std::string& transform);
  /// Where outputs note the step that they enter.
  internal::WorkerActivity& activity() { return activity_; }

  // For the thread of the bundle.
  void Begin();
  void Enter(Phase phase) { phase_.store(phase, std::memory_order_relaxed); }

  // For any thread.
  /// So much time has passed for whatever the bundle is doing at the moment.
  void Passed(std::chrono::nanoseconds time);
  void AddTo(std::vector<model::MonitoringInfo>& infos) const;

 private:
  struct OfStep {
    std::string transform;
    std::array<std::atomic<std::int64_t>, 3> nanoseconds{};  // by phase
  };

  internal::WorkerActivity activity_;
  std::atomic<Phase> phase_{Phase::kStart};
  std::map<const internal::Node*, std::unique_ptr<OfStep>> steps_;  // fixed before the first bundle
};

}  // namespace beam::runners
