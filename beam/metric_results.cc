#include "beam/metric_results.h"

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/named_metric.h"

namespace beam {

namespace {

using internal::MetricKind;
using internal::MetricValue;
using internal::NamedMetric;

template <class Value>
constexpr MetricKind KindOf() {
  if constexpr (std::is_same_v<Value, std::int64_t>) return MetricKind::kCounter;
  if constexpr (std::is_same_v<Value, DistributionValue>) return MetricKind::kDistribution;
  if constexpr (std::is_same_v<Value, GaugeValue>) return MetricKind::kGauge;
  return MetricKind::kStringSet;
}

bool StepFits(std::string_view wanted, std::string_view step) {
  if (wanted.empty() || wanted == step) return true;
  return step.size() > wanted.size() && step.starts_with(wanted) && step[wanted.size()] == '/';
}
bool Fits(std::string_view wanted, std::string_view given) { return wanted.empty() || wanted == given; }

template <class Value>
std::optional<Value> ValueIn(const std::optional<MetricValue>& value) {
  if (!value.has_value()) return std::nullopt;
  return std::get<Value>(*value);
}

void Merge(std::optional<MetricValue>& total, const MetricValue& value) {
  if (total.has_value()) {
    internal::MergeMetric(*total, value);
  } else {
    total = value;
  }
}

std::string TextOf(std::int64_t value) { return std::to_string(value); }
std::string TextOf(const DistributionValue& value) {
  return std::to_string(value.count) + " values, sum " + std::to_string(value.sum) + ", from " +
         std::to_string(value.min) + " to " + std::to_string(value.max) + ", mean " + std::to_string(value.mean());
}
std::string TextOf(const GaugeValue& value) {
  return std::to_string(value.value) + ", set " + std::to_string(value.time.millis()) + " ms after 1970";
}
std::string TextOf(const StringSetValue& value) {
  std::string text = "{";
  for (const std::string& member : value) text += (text.size() == 1 ? "\"" : ", \"") + member + "\"";
  return text + "}";
}

}  // namespace

struct MetricResults::Entry {
  std::string step;
  std::string name_space;
  std::string name;
  MetricKind kind;
  std::optional<MetricValue> committed;
  std::optional<MetricValue> attempted;

  auto Key() const { return std::tie(step, name_space, name, kind); }
  const MetricValue& value() const { return committed.has_value() ? *committed : *attempted; }
};

MetricResults::MetricResults() = default;
MetricResults::MetricResults(const MetricResults&) = default;
MetricResults::MetricResults(MetricResults&&) noexcept = default;
MetricResults& MetricResults::operator=(const MetricResults&) = default;
MetricResults& MetricResults::operator=(MetricResults&&) noexcept = default;
MetricResults::~MetricResults() = default;

bool MetricResults::empty() const { return entries_.empty(); }

MetricResults::Entry& MetricResults::EntryOf(const std::string& step, const NamedMetric& metric) {
  Entry wanted{step, metric.name_space, metric.name, static_cast<MetricKind>(metric.value.index()), {}, {}};
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), wanted,
                                   [](const Entry& a, const Entry& b) { return a.Key() < b.Key(); });
  if (at != entries_.end() && at->Key() == wanted.Key()) return *at;
  return *entries_.insert(at, std::move(wanted));
}

void MetricResults::AddCommitted(const std::string& step, const NamedMetric& metric) {
  Merge(EntryOf(step, metric).committed, metric.value);
}

void MetricResults::AddAttempted(const std::string& step, const NamedMetric& metric) {
  Merge(EntryOf(step, metric).attempted, metric.value);
}

template <class Value>
std::vector<MetricResult<Value>> MetricResults::Find(const MetricFilter& filter) const {
  std::vector<MetricResult<Value>> found;
  for (const Entry& entry : entries_) {
    if (entry.kind != KindOf<Value>() || !StepFits(filter.step, entry.step)) continue;
    if (!Fits(filter.name_space, entry.name_space) || !Fits(filter.name, entry.name)) continue;
    found.push_back(
        {entry.step, entry.name_space, entry.name, ValueIn<Value>(entry.committed), ValueIn<Value>(entry.attempted)});
  }
  return found;
}

std::vector<MetricResult<std::int64_t>> MetricResults::counters(const MetricFilter& filter) const {
  return Find<std::int64_t>(filter);
}
std::vector<MetricResult<DistributionValue>> MetricResults::distributions(const MetricFilter& filter) const {
  return Find<DistributionValue>(filter);
}
std::vector<MetricResult<GaugeValue>> MetricResults::gauges(const MetricFilter& filter) const {
  return Find<GaugeValue>(filter);
}
std::vector<MetricResult<StringSetValue>> MetricResults::string_sets(const MetricFilter& filter) const {
  return Find<StringSetValue>(filter);
}

template <class Value>
std::optional<Value> MetricResults::Merged(std::string_view name_space, std::string_view name,
                                           std::string_view step) const {
  std::optional<MetricValue> total;
  for (const auto& metric : Find<Value>({std::string(name_space), std::string(name), std::string(step)})) {
    Merge(total, metric.value());
  }
  return ValueIn<Value>(total);
}

std::int64_t MetricResults::Counter(std::string_view name) const { return Counter(kDefaultMetricNamespace, name); }
std::int64_t MetricResults::Counter(std::string_view name_space, std::string_view name, std::string_view step) const {
  return Merged<std::int64_t>(name_space, name, step).value_or(0);
}
DistributionValue MetricResults::Distribution(std::string_view name) const {
  return Distribution(kDefaultMetricNamespace, name);
}
DistributionValue MetricResults::Distribution(std::string_view name_space, std::string_view name,
                                              std::string_view step) const {
  return Merged<DistributionValue>(name_space, name, step).value_or(DistributionValue());
}
std::optional<GaugeValue> MetricResults::Gauge(std::string_view name) const {
  return Gauge(kDefaultMetricNamespace, name);
}
std::optional<GaugeValue> MetricResults::Gauge(std::string_view name_space, std::string_view name,
                                               std::string_view step) const {
  return Merged<GaugeValue>(name_space, name, step);
}
StringSetValue MetricResults::StringSet(std::string_view name) const {
  return StringSet(kDefaultMetricNamespace, name);
}
StringSetValue MetricResults::StringSet(std::string_view name_space, std::string_view name,
                                        std::string_view step) const {
  return Merged<StringSetValue>(name_space, name, step).value_or(StringSetValue());
}

std::string MetricResults::ToString() const {
  std::string text;
  for (const Entry& entry : entries_) {
    text += entry.step + ": " + entry.name_space + "/" + entry.name + " = ";
    text += std::visit([](const auto& value) { return TextOf(value); }, entry.value()) + "\n";
  }
  return text;
}

}  // namespace beam
