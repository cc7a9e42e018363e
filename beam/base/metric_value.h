// The values of user metrics (beam/metrics.h), and how values of several workers, bundles and steps become one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "beam/base/time.h"

namespace beam {

/// The namespace of metrics that name none.
inline constexpr std::string_view kDefaultMetricNamespace = "user";

/// What a Distribution was given. The sum wraps around beyond int64.
struct DistributionValue {
  std::int64_t count = 0;
  std::int64_t sum = 0;
  std::int64_t min = 0;  ///< 0 while the count is 0, like the maximum.
  std::int64_t max = 0;

  /// 0 while the count is 0.
  double mean() const { return count == 0 ? 0.0 : static_cast<double>(sum) / static_cast<double>(count); }
  void Merge(const DistributionValue& other);
  bool operator==(const DistributionValue&) const = default;
};

/// What a Gauge was set to last, and when, by the clock of the machine that set it.
struct GaugeValue {
  std::int64_t value = 0;
  Timestamp time = Timestamp::Min();

  /// Keeps what was set later, and `other` where both were set in the same millisecond.
  void Merge(const GaugeValue& other);
  bool operator==(const GaugeValue&) const = default;
};

/// What a StringSet was given, in order, each string once.
using StringSetValue = std::vector<std::string>;

namespace internal {

enum class MetricKind : std::uint8_t { kCounter, kDistribution, kGauge, kStringSet };

/// In the order of MetricKind; a counter's value is a plain number.
using MetricValue = std::variant<std::int64_t, DistributionValue, GaugeValue, StringSetValue>;

/// Adds `value` to `total`, which must be of the same kind.
void MergeMetric(MetricValue& total, const MetricValue& value);

}  // namespace internal
}  // namespace beam
