#include "runners/model/metric_info.h"

#include <variant>

#include "beam/base/bytes.h"
#include "coders/coders.h"

namespace beam::runners {

namespace {

using org::apache::beam::model::pipeline::v1::MonitoringInfo;

// In the order of MetricKind.
constexpr const char* kTypes[] = {
    "beam:metrics:sum_int64:v1",
    "beam:metrics:distribution_int64:v1",
    "beam:metrics:latest_int64:v1",
    "beam:metrics:set_string:v1",
};

void PutNumber(ByteWriter& writer, std::int64_t number) { writer.PutVarint(static_cast<std::uint64_t>(number)); }
void Put(ByteWriter& writer, std::int64_t value) { PutNumber(writer, value); }
void Put(ByteWriter& writer, const DistributionValue& value) {
  for (const std::int64_t number : {value.count, value.sum, value.min, value.max}) PutNumber(writer, number);
}
void Put(ByteWriter& writer, const GaugeValue& value) {
  PutNumber(writer, value.time.millis());
  PutNumber(writer, value.value);
}
void Put(ByteWriter& writer, const StringSetValue& value) { Coder<StringSetValue>::Encode(value, writer); }

}  // namespace

MonitoringInfo MetricInfo(const std::string& urn, const std::map<std::string, std::string>& labels,
                          const internal::MetricValue& value) {
  MonitoringInfo info;
  info.set_urn(urn);
  info.set_type(kTypes[value.index()]);
  info.mutable_labels()->insert(labels.begin(), labels.end());
  ByteWriter writer(*info.mutable_payload());
  std::visit([&](const auto& each) { Put(writer, each); }, value);
  return info;
}

}  // namespace beam::runners
