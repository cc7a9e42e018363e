// User metrics: numbers and texts that a pipeline's functions count while they run, and that the result of the run tells.
//
//   struct Parse {
//     beam::Counter malformed{"parser", "malformed"};
//     beam::Distribution length{"parser", "length"};
//     void ProcessElement(const std::string& line, beam::Emitter<Row> emit) {
//       length.Update(static_cast<std::int64_t>(line.size()));
//       if (std::optional<Row> row = ParseRow(line)) emit(*row); else malformed.Add();
//     }
//   };
//   ...
//   const beam::PipelineResult result = p.Run();
//   result.metrics().Counter("parser", "malformed");   // of all steps together; see beam/metric_results.h
//
// A metric is a namespace and a name; without a namespace it is in "user". Its object is a handle of 4 bytes, and all
// handles with one kind, namespace and name mean one metric. It may be a static object, a member of a DoFn or of a CombineFn,
// or be captured by a lambda. Make it outside of the loop: that takes a search, as long as many updates. Names stay in memory until
// the process ends: do not make them of data. The constructors throw beam::Error (kInvalidArgument) for an empty name.
//
// An update counts for the step whose function makes it, on the thread that the function was called on. A step that is
// used twice in a pipeline counts apart. Made where no step runs on the thread, which is in the main program, on
// threads that a function has started and while functions are constructed, copied or destroyed, an update does nothing:
// such a thread hands what it has to the function that started it.
//
// The updates of a bundle count when it is committed: a bundle that fails and is tried again counts once, and the
// one that ends a run not at all (attempts, where a runner tells them, stand apart in beam/metric_results.h). Updates
// in Setup belong to the bundle that follows it; those in Teardown are lost on runners with workers of their own, which are
// torn down after their last bundle.
//
// Cost: Add of a Counter 1.4 ns and Update of a Distribution 2.3 ns, without a lock. A Gauge reads the clock, a StringSet searches.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "beam/base/kv.h"
#include "beam/exec/metric_cells.h"
#include "beam/exec/metric_registry.h"
#include "beam/metric_results.h"  // IWYU pragma: export
#include "coders/coders.h"

namespace beam {

namespace internal {

/// What all metrics are: a number, which stands for their kind, namespace and name in this process. To other processes go the
/// names.
template <class Metric, MetricKind kKind>
class MetricHandle {
 public:
  explicit MetricHandle(std::string_view name) : MetricHandle(kDefaultMetricNamespace, name) {}
  MetricHandle(std::string_view name_space, std::string_view name) : id_(RegisterMetric(kKind, name_space, name)) {}

  static KV<std::string, std::string> ShippedPartOf(const Metric& metric) {
    const MetricSpec& spec = MetricOf(metric.id_);
    return {spec.name_space, spec.name};
  }
  static Metric OfShippedPart(const KV<std::string, std::string>& names) { return Metric(names.key, names.value); }

 protected:
  MetricId id_;
};

}  // namespace internal

/// A sum of numbers, which may be negative. It wraps around beyond int64.
///
///   static const beam::Counter errors("errors");
///   errors.Add();
class Counter : public internal::MetricHandle<Counter, internal::MetricKind::kCounter> {
 public:
  using MetricHandle::MetricHandle;

  void Add(std::int64_t n = 1) const {
    if (auto* cell = internal::CurrentMetricCell<internal::CounterCell>(id_)) [[likely]]
      cell->Add(n);
  }
};

/// How numbers are distributed: how many there were, their sum, the least and the greatest.
class Distribution : public internal::MetricHandle<Distribution, internal::MetricKind::kDistribution> {
 public:
  using MetricHandle::MetricHandle;

  void Update(std::int64_t value) const {
    if (auto* cell = internal::CurrentMetricCell<internal::DistributionCell>(id_)) [[likely]]
      cell->Update(value);
  }
};

/// The latest of the numbers that it was set to on any worker, by the workers' clocks.
class Gauge : public internal::MetricHandle<Gauge, internal::MetricKind::kGauge> {
 public:
  using MetricHandle::MetricHandle;

  void Set(std::int64_t value) const;
};

/// Different strings, such as the names of the files that were read. Not for data: a step keeps a million bytes of
/// strings in a bundle and drops what comes after them.
class StringSet : public internal::MetricHandle<StringSet, internal::MetricKind::kStringSet> {
 public:
  using MetricHandle::MetricHandle;

  void Add(std::string_view text) const;
};

}  // namespace beam
