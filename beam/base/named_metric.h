// NamedMetric: the value of a user metric with the name that it has in its step.
#pragma once

#include <string>

#include "beam/base/metric_value.h"

namespace beam::internal {

/// A metric of one step.
struct NamedMetric {
  std::string name_space;
  std::string name;
  MetricValue value;
};

}  // namespace beam::internal
