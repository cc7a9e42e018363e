// MetricResults: what the user metrics of a run (beam/metrics.h) came to. PipelineResult::metrics() returns it.
//
//   const beam::MetricResults& metrics = result.metrics();
//   std::int64_t errors = metrics.Counter("parser", "errors");              // the sum over all steps
//   std::int64_t here = metrics.Counter("parser", "errors", "Parse");       // of one step
//   for (const auto& counter : metrics.counters({.name_space = "parser"}))  // one by one
//     std::cout << counter.step << ": " << counter.value() << "\n";
//   std::cout << metrics.ToString();
//
// A metric that nobody updated is not there; asked for by name its value is zero or empty, because a counter of errors
// without errors is no mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/metric_value.h"

namespace beam {

namespace internal {
struct NamedMetric;
}

/// Which metrics are asked for; what is empty fits everything. A step fits by its full name or by that of a composite that
/// it is part of: "Words" fits "Words/Split".
struct MetricFilter {
  std::string name_space = {};
  std::string name = {};
  std::string step = {};
};

/// A metric of one step.
template <class Value>
struct MetricResult {
  std::string step;
  std::string name_space;
  std::string name;
  /// Of bundles that were committed; absent where the runner tells only attempts.
  std::optional<Value> committed;
  /// With those that failed and were tried again, or that are running; absent where the runner does not tell them, as the
  /// direct runner, which tries nothing again.
  std::optional<Value> attempted;
  /// What was committed, if the runner tells it, otherwise the attempts.
  const Value& value() const { return committed.has_value() ? *committed : *attempted; }
};

class MetricResults {
 public:
  MetricResults();
  MetricResults(const MetricResults&);
  MetricResults(MetricResults&&) noexcept;
  MetricResults& operator=(const MetricResults&);
  MetricResults& operator=(MetricResults&&) noexcept;
  ~MetricResults();

  /// Ordered by step, namespace and name.
  std::vector<MetricResult<std::int64_t>> counters(const MetricFilter& filter = {}) const;
  std::vector<MetricResult<DistributionValue>> distributions(const MetricFilter& filter = {}) const;
  std::vector<MetricResult<GaugeValue>> gauges(const MetricFilter& filter = {}) const;
  std::vector<MetricResult<StringSetValue>> string_sets(const MetricFilter& filter = {}) const;

  /// The values of all steps, or of those that fit `step`, merged. With a name alone: in the namespace of metrics that name
  /// none.
  std::int64_t Counter(std::string_view name) const;
  std::int64_t Counter(std::string_view name_space, std::string_view name, std::string_view step = {}) const;
  DistributionValue Distribution(std::string_view name) const;
  DistributionValue Distribution(std::string_view name_space, std::string_view name, std::string_view step = {}) const;
  std::optional<GaugeValue> Gauge(std::string_view name) const;
  std::optional<GaugeValue> Gauge(std::string_view name_space, std::string_view name, std::string_view step = {}) const;
  StringSetValue StringSet(std::string_view name) const;
  StringSetValue StringSet(std::string_view name_space, std::string_view name, std::string_view step = {}) const;

  bool empty() const;
  /// One line a metric: "Parse: parser/errors = 3".
  std::string ToString() const;

  /// For runners: adds to what a step's metric has come to.
  void AddCommitted(const std::string& step, const internal::NamedMetric& metric);
  void AddAttempted(const std::string& step, const internal::NamedMetric& metric);

 private:
  struct Entry;
  Entry& EntryOf(const std::string& step, const internal::NamedMetric& metric);
  template <class Value>
  std::vector<MetricResult<Value>> Find(const MetricFilter& filter) const;
  template <class Value>
  std::optional<Value> Merged(std::string_view name_space, std::string_view name, std::string_view step) const;

  std::vector<Entry> entries_;  // ordered by step, namespace, name and kind, each once
};

}  // namespace beam
