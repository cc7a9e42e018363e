#include "beam/exec/step_metrics.h"

#include "beam/exec/locked_metric_cells.h"

namespace beam::internal {

namespace {

// Shared by all threads that run no step. Its size is 0, so that it is never written.
constinit MetricCellTable nobodys_cells;

std::unique_ptr<MetricCell> NewCell(MetricKind kind) {
  switch (kind) {
    case MetricKind::kCounter:
      return std::make_unique<CounterCell>();
    case MetricKind::kDistribution:
      return std::make_unique<DistributionCell>();
    case MetricKind::kGauge:
      return std::make_unique<GaugeCell>();
    case MetricKind::kStringSet:
      break;
  }
  return std::make_unique<StringSetCell>();
}

}  // namespace

constinit thread_local MetricCellTable* current_metric_cells = &nobodys_cells;

MetricCellTable* StepMetricsScope::Nobodys() { return &nobodys_cells; }

MetricCell* MakeMetricCell(MetricId id) {
  MetricCellTable* const table = current_metric_cells;
  return table == &nobodys_cells ? nullptr : static_cast<StepMetrics*>(table)->Make(id);
}

MetricCell* StepMetrics::Make(MetricId id) {
  std::unique_ptr<MetricCell> cell = NewCell(MetricOf(id).kind);
  if (id >= slots_.size()) {
    slots_.resize(id + 1);
    cells = slots_.data();
    size = static_cast<std::uint32_t>(slots_.size());
  }
  const std::lock_guard lock(mutex_);
  made_.emplace_back(id, std::move(cell));
  return slots_[id] = made_.back().second.get();
}

std::vector<NamedMetric> StepMetrics::Read() const {
  std::vector<NamedMetric> metrics;
  const std::lock_guard lock(mutex_);
  metrics.reserve(made_.size());
  for (const auto& [id, cell] : made_) {
    const MetricSpec& spec = MetricOf(id);
    metrics.push_back({spec.name_space, spec.name, cell->Read()});
  }
  return metrics;
}

void StepMetrics::Clear() {
  if (empty()) return;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, cell] : made_) slots_[id] = nullptr;
  made_.clear();
}

}  // namespace beam::internal
