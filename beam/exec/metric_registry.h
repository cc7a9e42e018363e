// MetricRegistry: the metrics that this process knows, by number. A number is what a handle such as beam::Counter holds, and the
// place of the metric's cell in the tables of steps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "beam/base/metric_value.h"

namespace beam::internal {

using MetricId = std::uint32_t;

struct MetricSpec {
  MetricKind kind;
  std::string name_space;
  std::string name;
};

/// The number of this metric, which it keeps until the process ends; equal ones have one number. Thread-safe, also while static
/// objects are made. Throws beam::Error (kInvalidArgument) for an empty namespace or name.
MetricId RegisterMetric(MetricKind kind, std::string_view name_space, std::string_view name);

/// What has this number. Thread-safe; the reference stays valid.
const MetricSpec& MetricOf(MetricId id);

}  // namespace beam::internal
