// The cells of metrics whose values are more than numbers: they are updated and read under a lock that is hardly ever taken.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "beam/exec/metric_cells.h"

namespace beam::internal {

class GaugeCell final : public MetricCell {
 public:
  void Set(GaugeValue value);
  MetricValue Read() const override;

 private:
  mutable std::mutex mutex_;
  GaugeValue value_;
};

class StringSetCell final : public MetricCell {
 public:
  /// How many bytes of strings one step's set takes in a bundle; what comes later is dropped. As in Beam's other SDKs.
  static constexpr std::size_t kMaxBytes = 1'000'000;
  void Add(std::string_view text);
  MetricValue Read() const override;

 private:
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> strings_;
  std::size_t bytes_ = 0;
};

}  // namespace beam::internal
