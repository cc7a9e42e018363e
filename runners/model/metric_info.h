// MetricInfo: a number that is measured, whoever measures it, as a monitoring info of Beam's protocol.
#pragma once

#include <org/apache/beam/model/pipeline/v1/metrics.pb.h>

#include <map>
#include <string>

#include "beam/base/metric_value.h"

namespace beam::runners {

/// The type of the info is that of the value.
org::apache::beam::model::pipeline::v1::MonitoringInfo MetricInfo(const std::string& urn,
                                                                  const std::map<std::string, std::string>& labels,
                                                                  const internal::MetricValue& value);

}  // namespace beam::runners
