#include "runners/model/user_metric_info.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "coders/coders.h"
#include "runners/model/metric_info.h"

namespace beam::runners {

namespace {

using internal::MetricKind;
using internal::MetricValue;
using internal::NamedMetric;
using org::apache::beam::model::pipeline::v1::MonitoringInfo;

// In the order of MetricKind.
constexpr const char* kUrns[] = {
    "beam:metric:user:sum_int64:v1",
    "beam:metric:user:distribution_int64:v1",
    "beam:metric:user:latest_int64:v1",
    "beam:metric:user:set_string:v1",
};

constexpr char kTransform[] = "PTRANSFORM";
constexpr char kNamespace[] = "NAMESPACE";
constexpr char kName[] = "NAME";

std::int64_t ReadNumber(ByteReader& reader) { return static_cast<std::int64_t>(reader.ReadVarint()); }

DistributionValue ReadDistribution(ByteReader& reader) {
  DistributionValue value;
  value.count = ReadNumber(reader);
  // Some write nothing behind a count of zero.
  if (value.count == 0) return {};
  value.sum = ReadNumber(reader);
  value.min = ReadNumber(reader);
  value.max = ReadNumber(reader);
  return value;
}
GaugeValue ReadGauge(ByteReader& reader) {
  GaugeValue value;
  value.time = Timestamp::Millis(ReadNumber(reader));
  value.value = ReadNumber(reader);
  return value;
}
// Others write the strings in any order.
StringSetValue ReadStringSet(ByteReader& reader) {
  StringSetValue value = Coder<StringSetValue>::Decode(reader);
  std::sort(value.begin(), value.end());
  value.erase(std::unique(value.begin(), value.end()), value.end());
  return value;
}

MetricValue ReadValue(MetricKind kind, std::string_view payload) {
  ByteReader reader(payload);
  switch (kind) {
    case MetricKind::kCounter:
      return ReadNumber(reader);
    case MetricKind::kDistribution:
      return ReadDistribution(reader);
    case MetricKind::kGauge:
      return ReadGauge(reader);
    case MetricKind::kStringSet:
      break;
  }
  return ReadStringSet(reader);
}

std::optional<MetricKind> KindOf(std::string_view urn) {
  for (std::size_t i = 0; i < std::size(kUrns); ++i) {
    if (urn == kUrns[i]) return static_cast<MetricKind>(i);
  }
  return std::nullopt;
}

std::string LabelOf(const MonitoringInfo& info, const char* label) {
  const auto found = info.labels().find(label);
  return found == info.labels().end() ? std::string() : found->second;
}

}  // namespace

MonitoringInfo UserMetricInfo(const std::string& transform, const NamedMetric& metric) {
  return MetricInfo(kUrns[metric.value.index()],
                    {{kTransform, transform}, {kNamespace, metric.name_space}, {kName, metric.name}}, metric.value);
}

std::optional<StepMetric> ReadUserMetric(const MonitoringInfo& info) {
  const std::optional<MetricKind> kind = KindOf(info.urn());
  if (!kind) return std::nullopt;
  try {
    return StepMetric{LabelOf(info, kTransform),
                      {LabelOf(info, kNamespace), LabelOf(info, kName), ReadValue(*kind, info.payload())}};
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace beam::runners
