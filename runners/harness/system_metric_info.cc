#include "runners/harness/system_metric_info.h"

#include "beam/base/bytes.h"

namespace beam::runners {

namespace {

model::MonitoringInfo Info(const std::string& urn, const char* type, const std::string& label, const std::string& id) {
  model::MonitoringInfo info;
  info.set_urn(urn);
  info.set_type(type);
  (*info.mutable_labels())[label] = id;
  return info;
}

}  // namespace

model::MonitoringInfo SumInfo(const std::string& urn, const std::string& label, const std::string& id,
                              std::uint64_t sum) {
  model::MonitoringInfo info = Info(urn, "beam:metrics:sum_int64:v1", label, id);
  ByteWriter(*info.mutable_payload()).PutVarint(sum);
  return info;
}

model::MonitoringInfo DistributionInfo(const std::string& urn, const std::string& label, const std::string& id,
                                       const DistributionValue& value) {
  model::MonitoringInfo info = Info(urn, "beam:metrics:distribution_int64:v1", label, id);
  ByteWriter writer(*info.mutable_payload());
  for (const std::int64_t number : {value.count, value.sum, value.min, value.max}) {
    writer.PutVarint(static_cast<std::uint64_t>(number));
  }
  return info;
}

}  // namespace beam::runners
