#include "beam/metrics.h"

#include <chrono>

#include "beam/base/time.h"
#include "beam/exec/locked_metric_cells.h"

namespace beam {

void Gauge::Set(std::int64_t value) const {
  auto* const cell = internal::CurrentMetricCell<internal::GaugeCell>(id_);
  if (cell == nullptr) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  cell->Set({value, Timestamp(std::chrono::duration_cast<Duration>(now))});
}

void StringSet::Add(std::string_view text) const {
  if (auto* cell = internal::CurrentMetricCell<internal::StringSetCell>(id_)) cell->Add(text);
}

}  // namespace beam
