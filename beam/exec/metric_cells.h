// Metric cells: where the updates of user metrics go.
//
// A thread that runs a step has a table of the step's cells, by the numbers of the metrics. An update is a load of the
// thread's table, a load of the cell and the update itself: no lock, no search. Only the thread that runs the step writes
// its cells; others may read them at any time, which is why cells are atomic, and relaxed, which costs nothing.
#pragma once

#include <atomic>
#include <cstdint>

#include "beam/base/metric_value.h"
#include "beam/exec/metric_registry.h"

namespace beam::internal {

class MetricCell {
 public:
  MetricCell() = default;
  MetricCell(const MetricCell&) = delete;
  MetricCell& operator=(const MetricCell&) = delete;
  virtual ~MetricCell() = default;
  /// For any thread.
  virtual MetricValue Read() const = 0;
};

/// A number that one thread writes, so that adding needs no atomic operation on it. Overflow wraps around.
class CellNumber {
 public:
  explicit CellNumber(std::int64_t start = 0) : bits_(static_cast<std::uint64_t>(start)) {}
  std::int64_t Get(std::memory_order order = std::memory_order_relaxed) const {
    return static_cast<std::int64_t>(bits_.load(order));
  }
  void Set(std::int64_t value, std::memory_order order = std::memory_order_relaxed) {
    bits_.store(static_cast<std::uint64_t>(value), order);
  }
  void Add(std::int64_t n, std::memory_order order = std::memory_order_relaxed) {
    bits_.store(bits_.load(std::memory_order_relaxed) + static_cast<std::uint64_t>(n), order);
  }

 private:
  std::atomic<std::uint64_t> bits_;
};

class CounterCell final : public MetricCell {
 public:
  void Add(std::int64_t n) { value_.Add(n); }
  MetricValue Read() const override;

 private:
  CellNumber value_;
};

class DistributionCell final : public MetricCell {
 public:
  void Update(std::int64_t value) {
    sum_.Add(value);
    if (value < min_.Get()) min_.Set(value);
    if (value > max_.Get()) max_.Set(value);
    // Last: who reads this count finds everything of the values that it counts.
    count_.Add(1, std::memory_order_release);
  }
  MetricValue Read() const override;

 private:
  CellNumber count_;
  CellNumber sum_;
  CellNumber min_{INT64_MAX};
  CellNumber max_{INT64_MIN};
};

/// The cells of a step, by MetricId; null where there is none yet.
struct MetricCellTable {
  MetricCell** cells = nullptr;
  std::uint32_t size = 0;
};

/// The table of the step that this thread is running; an empty one, and never null, while it runs none.
extern constinit thread_local MetricCellTable* current_metric_cells;

/// Makes the cell of this metric in the current table; null while the thread runs no step.
MetricCell* MakeMetricCell(MetricId id);

/// The cell that an update of this metric goes to; null while the thread runs no step. `Cell` is that of the metric's kind.
template <class Cell>
Cell* CurrentMetricCell(MetricId id) {
  const MetricCellTable& table = *current_metric_cells;
  MetricCell* cell = id < table.size ? table.cells[id] : nullptr;
  if (cell == nullptr) [[unlikely]]
    cell = MakeMetricCell(id);
  return static_cast<Cell*>(cell);
}

}  // namespace beam::internal
