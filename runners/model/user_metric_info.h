// UserMetricInfo: the user metrics of a step (beam/metrics.h) as the monitoring infos of Beam's protocol, and back.
#pragma once

#include <org/apache/beam/model/pipeline/v1/metrics.pb.h>

#include <optional>
#include <string>

#include "beam/base/named_metric.h"

namespace beam::runners {

/// `transform`: the id of the step in the runner's description.
org::apache::beam::model::pipeline::v1::MonitoringInfo UserMetricInfo(const std::string& transform,
                                                                      const internal::NamedMetric& metric);

/// What `info` says of a step; nothing for a metric that is none of a user, is of a kind that beam/metrics.h does not have, or
/// is malformed: metrics of other versions and languages are no errors.
struct StepMetric {
  std::string transform;
  internal::NamedMetric metric;
};
std::optional<StepMetric> ReadUserMetric(const org::apache::beam::model::pipeline::v1::MonitoringInfo& info);

}  // namespace beam::runners
