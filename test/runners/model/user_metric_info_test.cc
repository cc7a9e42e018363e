// User metrics as monitoring infos: the bytes that Beam's protocol names, and back.
#include "runners/model/user_metric_info.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using internal::MetricValue;
using internal::NamedMetric;
using namespace std::string_literals;

struct Case {
  MetricValue value;
  const char* urn;
  const char* type;
  std::string payload;
};

const Case kCases[] = {
    {std::int64_t{300}, "beam:metric:user:sum_int64:v1", "beam:metrics:sum_int64:v1", "\xac\x02"},
    {std::int64_t{-1}, "beam:metric:user:sum_int64:v1", "beam:metrics:sum_int64:v1",
     "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
    {DistributionValue{3, 300, 1, 200}, "beam:metric:user:distribution_int64:v1", "beam:metrics:distribution_int64:v1",
     "\x03\xac\x02\x01\xc8\x01"},
    {GaugeValue{5, Timestamp::Millis(1000)}, "beam:metric:user:latest_int64:v1", "beam:metrics:latest_int64:v1",
     "\xe8\x07\x05"},
    {StringSetValue{"a", "bc"}, "beam:metric:user:set_string:v1", "beam:metrics:set_string:v1",
     "\x00\x00\x00\x02\x01"s + "a" + "\x02" + "bc"},
};

TEST_CASE("each kind of metric has its URN, its type, its labels and its bytes, and is read back") {
  for (const Case& one : kCases) {
    INFO(one.urn);
    const model::MonitoringInfo info = UserMetricInfo("t5", {"space", "name", one.value});
    CHECK(info.urn() == one.urn);
    CHECK(info.type() == one.type);
    CHECK(info.payload() == one.payload);
    CHECK(info.labels().size() == 3);
    CHECK(info.labels().at("PTRANSFORM") == "t5");
    CHECK(info.labels().at("NAMESPACE") == "space");
    CHECK(info.labels().at("NAME") == "name");
    const auto read = ReadUserMetric(info);
    REQUIRE(read.has_value());
    CHECK(read->transform == "t5");
    CHECK(read->metric.name_space == "space");
    CHECK(read->metric.name == "name");
    CHECK(read->metric.value == one.value);
  }
}

model::MonitoringInfo Info(const std::string& urn, const std::string& payload) {
  model::MonitoringInfo info = UserMetricInfo("t", {"s", "n", std::int64_t{0}});
  info.set_urn(urn);
  info.set_payload(payload);
  return info;
}

TEST_CASE("what others write shorter or in another order is understood") {
  const auto empty = ReadUserMetric(Info(kCases[2].urn, "\x00"s));
  REQUIRE(empty.has_value());
  CHECK(empty->metric.value == MetricValue(DistributionValue()));
  const auto strings = ReadUserMetric(Info(kCases[4].urn, "\x00\x00\x00\x03\x01"s + "b\x01" + "a\x01" + "b"));
  REQUIRE(strings.has_value());
  CHECK(strings->metric.value == MetricValue(StringSetValue{"a", "b"}));
}

TEST_CASE("metrics of other kinds and malformed ones are passed over") {
  CHECK_FALSE(ReadUserMetric(Info("beam:metric:element_count:v1", "\x01")).has_value());
  CHECK_FALSE(ReadUserMetric(Info("beam:metric:user:sum_double:v1", "12345678")).has_value());
  for (const Case& one : kCases) {
    for (std::size_t size = 0; size < one.payload.size(); ++size) {
      INFO(one.urn << " with " << size << " bytes");
      CHECK_FALSE(ReadUserMetric(Info(one.urn, one.payload.substr(0, size))).has_value());
    }
  }
}

}  // namespace
}  // namespace beam::runners
