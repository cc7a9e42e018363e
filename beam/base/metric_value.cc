#include "beam/base/metric_value.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace beam {

namespace {

// Overflow wraps around instead of being undefined: a metric must not end a pipeline.
std::int64_t WrappingSum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

void MergeInto(std::int64_t& total, std::int64_t value) { total = WrappingSum(total, value); }
void MergeInto(DistributionValue& total, const DistributionValue& value) { total.Merge(value); }
void MergeInto(GaugeValue& total, const GaugeValue& value) { total.Merge(value); }
void MergeInto(StringSetValue& total, const StringSetValue& value) {
  StringSetValue both;
  std::set_union(total.begin(), total.end(), value.begin(), value.end(), std::back_inserter(both));
  total = std::move(both);
}

}  // namespace

void DistributionValue::Merge(const DistributionValue& other) {
  if (other.count == 0) return;
  if (count == 0) {
    *this = other;
    return;
  }
  count = WrappingSum(count, other.count);
  sum = WrappingSum(sum, other.sum);
  min = std::min(min, other.min);
  max = std::max(max, other.max);
}

void GaugeValue::Merge(const GaugeValue& other) {
  if (other.time >= time) *this = other;
}

namespace internal {

void MergeMetric(MetricValue& total, const MetricValue& value) {
  std::visit([&](auto& into) { MergeInto(into, std::get<std::remove_cvref_t<decltype(into)>>(value)); }, total);
}

}  // namespace internal
}  // namespace beam
