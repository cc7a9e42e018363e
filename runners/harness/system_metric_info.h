// SystemMetricInfo: what a worker measures by itself as the monitoring infos of Beam's protocol.
#pragma once

#include <cstdint>
#include <string>

#include "beam/base/metric_value.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// `label` and `id` say what was counted: "PCOLLECTION" or "PTRANSFORM", and which one.
model::MonitoringInfo SumInfo(const std::string& urn, const std::string& label, const std::string& id,
                              std::uint64_t sum);
model::MonitoringInfo DistributionInfo(const std::string& urn, const std::string& label, const std::string& id,
                                       const DistributionValue& value);

}  // namespace beam::runners
