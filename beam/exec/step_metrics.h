// StepMetrics: the user metrics of one step on one worker since the bundle began.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "beam/base/named_metric.h"
#include "beam/exec/metric_cells.h"

namespace beam::internal {

/// One thread at a time runs the step, updates its metrics and clears them; any thread may read them meanwhile.
class StepMetrics : public MetricCellTable {
 public:
  StepMetrics() = default;
  StepMetrics(const StepMetrics&) = delete;
  StepMetrics& operator=(const StepMetrics&) = delete;

  /// What was updated since Clear.
  std::vector<NamedMetric> Read() const;
  /// True if nothing was updated since Clear. For the thread that runs the step.
  bool empty() const { return made_.empty(); }
  void Clear();

 private:
  friend MetricCell* MakeMetricCell(MetricId id);
  MetricCell* Make(MetricId id);

  std::vector<MetricCell*> slots_;  // what `cells` points to; for the thread that runs the step
  mutable std::mutex mutex_;
  std::vector<std::pair<MetricId, std::unique_ptr<MetricCell>>> made_;  // changed and read by others under the mutex
};

/// Makes `metrics` (null: nobody's) those that this thread updates, for as long as it lives.
class StepMetricsScope {
 public:
  explicit StepMetricsScope(StepMetrics* metrics) : outer_(current_metric_cells) {
    current_metric_cells = metrics != nullptr ? metrics : Nobodys();
  }
  StepMetricsScope(const StepMetricsScope&) = delete;
  StepMetricsScope& operator=(const StepMetricsScope&) = delete;
  ~StepMetricsScope() { current_metric_cells = outer_; }

 private:
  static MetricCellTable* Nobodys();
  MetricCellTable* outer_;
};

}  // namespace beam::internal
