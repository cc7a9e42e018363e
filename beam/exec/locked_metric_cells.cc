#include "beam/exec/locked_metric_cells.h"

namespace beam::internal {

void GaugeCell::Set(GaugeValue value) {
  const std::lock_guard lock(mutex_);
  value_ = value;
}

MetricValue GaugeCell::Read() const {
  const std::lock_guard lock(mutex_);
  return value_;
}

void StringSetCell::Add(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (strings_.contains(text) || text.size() > kMaxBytes - bytes_) return;
  strings_.emplace(text);
  bytes_ += text.size();
}

MetricValue StringSetCell::Read() const {
  const std::lock_guard lock(mutex_);
  return StringSetValue(strings_.begin(), strings_.end());
}

}  // namespace beam::internal
