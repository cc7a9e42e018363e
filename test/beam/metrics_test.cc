// The handles of user metrics, the cells that they update, and the answers of MetricResults.
#include "beam/metrics.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "beam/base/error.h"
#include "beam/exec/step_metrics.h"
#include "coders/field_probe.h"

namespace beam {
namespace {

using internal::NamedMetric;
using internal::StepMetrics;
using internal::StepMetricsScope;

// What DoFns need of their members.
static_assert(std::is_trivially_copyable_v<Counter> && sizeof(Counter) == 4);
static_assert(std::is_trivially_copyable_v<StringSet>);
struct Parse {
  int limit = 3;
  Counter errors{"parser", "errors"};
  Gauge depth{"depth"};
};
static_assert(std::is_aggregate_v<Parse>);
static_assert(internal::kFieldsProblem<Parse> == internal::FieldsProblem::kNone);
static_assert(internal::ProbedFieldCount<Parse>() == 3);

template <class Value>
Value Only(const StepMetrics& metrics) {
  const std::vector<NamedMetric> read = metrics.Read();
  REQUIRE(read.size() == 1);
  return std::get<Value>(read[0].value);
}

TEST_CASE("handles with one kind, namespace and name mean one metric") {
  StepMetrics metrics;
  const StepMetricsScope scope(&metrics);
  Counter("a", "b").Add(2);
  Counter("a", "b").Add(3);
  Counter("user", "b").Add(10);
  Counter("b").Add(10);
  Distribution("a", "b").Update(1);
  const std::vector<NamedMetric> read = metrics.Read();
  REQUIRE(read.size() == 3);
  CHECK(read[0].name_space == "a");
  CHECK(read[0].name == "b");
  CHECK(std::get<std::int64_t>(read[0].value) == 5);
  CHECK(std::get<std::int64_t>(read[1].value) == 20);
  CHECK(std::get<DistributionValue>(read[2].value).count == 1);
}

TEST_CASE("a metric without a name, or in a namespace without one, is refused") {
  for (const auto& make : {+[] { Counter(""); }, +[] { Distribution("a", ""); }, +[] { StringSet("", "b"); }}) {
    try {
      make();
      FAIL("it was made");
    } catch (const Error& error) {
      CHECK(error.code() == StatusCode::kInvalidArgument);
    }
  }
}

TEST_CASE("updates go to the step of the innermost scope, and nowhere without one") {
  const Counter counter("seen");
  StepMetrics outer;
  StepMetrics inner;
  counter.Add(100);
  {
    const StepMetricsScope first(&outer);
    counter.Add(1);
    {
      const StepMetricsScope second(&inner);
      counter.Add(2);
      const StepMetricsScope nobody(nullptr);
      counter.Add(200);
    }
    counter.Add(4);
  }
  counter.Add(400);
  Gauge("seen").Set(1);
  StringSet("seen").Add("x");
  CHECK(Only<std::int64_t>(outer) == 5);
  CHECK(Only<std::int64_t>(inner) == 2);
}

TEST_CASE("a cleared step has only what came after") {
  const Counter counter("seen");
  StepMetrics metrics;
  const StepMetricsScope scope(&metrics);
  counter.Add(7);
  CHECK_FALSE(metrics.empty());
  metrics.Clear();
  CHECK(metrics.empty());
  CHECK(metrics.Read().empty());
  counter.Add(1);
  CHECK(Only<std::int64_t>(metrics) == 1);
}

TEST_CASE("a distribution knows count, sum and bounds, whatever the sign") {
  StepMetrics metrics;
  const StepMetricsScope scope(&metrics);
  const Distribution sizes("sizes");
  for (const std::int64_t n : {-3, -10, -4}) sizes.Update(n);
  const auto value = Only<DistributionValue>(metrics);
  CHECK(value == DistributionValue{3, -17, -10, -3});
  CHECK(value.mean() == Approx(-17.0 / 3));
  CHECK(DistributionValue().mean() == 0);
}

TEST_CASE("a gauge keeps what was set last") {
  StepMetrics metrics;
  const StepMetricsScope scope(&metrics);
  const Gauge depth("depth");
  depth.Set(9);
  depth.Set(3);
  CHECK(Only<GaugeValue>(metrics).value == 3);
}

TEST_CASE("a set of strings holds each once, and no more than its limit") {
  StepMetrics metrics;
  const StepMetricsScope scope(&metrics);
  const StringSet files("files");
  files.Add("b");
  files.Add("a");
  files.Add("b");
  CHECK(Only<StringSetValue>(metrics) == StringSetValue{"a", "b"});
  files.Add(std::string(999'998, 'x'));
  files.Add("c");
  files.Add("a");
  CHECK(Only<StringSetValue>(metrics).size() == 3);
}

TEST_CASE("sums wrap around instead of ending the pipeline") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  StepMetrics metrics;
  const StepMetricsScope scope(&metrics);
  const Counter counter("seen");
  counter.Add(kMax);
  counter.Add(1);
  CHECK(Only<std::int64_t>(metrics) == std::numeric_limits<std::int64_t>::min());
  MetricResults results;
  results.AddCommitted("a", {"n", "c", kMax});
  results.AddCommitted("a", {"n", "c", std::int64_t{1}});
  CHECK(results.Counter("n", "c") == std::numeric_limits<std::int64_t>::min());
}

// For ThreadSanitizer too: two steps count on two threads while a third reads, as progress is read.
TEST_CASE("steps count on threads of their own while others read") {
  constexpr int kUpdates = 20'000;
  StepMetrics metrics[2];
  std::atomic<int> running{2};
  std::vector<std::thread> threads;
  for (StepMetrics& mine : metrics) {
    threads.emplace_back([&mine, &running] {
      const StepMetricsScope scope(&mine);
      const Counter counter("threads", "counter");
      const Distribution distribution("threads", "distribution");
      const Gauge gauge("threads", "gauge");
      const StringSet strings("threads", "strings");
      for (int i = 1; i <= kUpdates; ++i) {
        counter.Add();
        distribution.Update(i);
        gauge.Set(i);
        strings.Add(std::to_string(i % 10));
      }
      --running;
    });
  }
  bool consistent = true;
  do {
    for (const StepMetrics& one : metrics) {
      for (const NamedMetric& metric : one.Read()) {
        const auto* seen = std::get_if<DistributionValue>(&metric.value);
        consistent &= seen == nullptr || seen->count == 0 || (seen->min == 1 && seen->max >= seen->count);
      }
    }
  } while (running > 0);
  for (std::thread& thread : threads) thread.join();
  CHECK(consistent);
  MetricResults results;
  for (const StepMetrics& one : metrics) {
    for (const NamedMetric& metric : one.Read()) results.AddCommitted("step", metric);
  }
  CHECK(results.Counter("threads", "counter") == 2 * kUpdates);
  CHECK(results.Distribution("threads", "distribution").count == 2 * kUpdates);
  CHECK(results.Gauge("threads", "gauge")->value == kUpdates);
  CHECK(results.StringSet("threads", "strings").size() == 10);
}

MetricResults SomeResults() {
  MetricResults results;
  results.AddCommitted("Words/Split", {"n", "c", std::int64_t{1}});
  results.AddCommitted("Words", {"n", "c", std::int64_t{2}});
  results.AddCommitted("Wordless", {"n", "c", std::int64_t{4}});
  results.AddCommitted("Words", {"m", "c", std::int64_t{8}});
  results.AddCommitted("Words", {"n", "d", std::int64_t{16}});
  return results;
}

TEST_CASE("results are found by namespace, name and step, a composite among them") {
  const MetricResults results = SomeResults();
  CHECK(results.Counter("n", "c") == 7);
  CHECK(results.Counter("n", "c", "Words") == 3);
  CHECK(results.Counter("n", "c", "Words/Split") == 1);
  CHECK(results.Counter("n", "c", "Word") == 0);
  CHECK(results.counters().size() == 5);
  CHECK(results.counters({.name_space = "n"}).size() == 4);
  CHECK(results.counters({.name = "c", .step = "Words"}).size() == 3);
  CHECK(results.distributions().empty());
  std::string order;
  for (const auto& counter : results.counters({.name_space = "n"})) order += counter.step + "/" + counter.name + " ";
  CHECK(order == "Wordless/c Words/c Words/d Words/Split/c ");
}

TEST_CASE("what is committed stands before attempts") {
  MetricResults results;
  results.AddAttempted("a", {"n", "c", std::int64_t{5}});
  CHECK(results.Counter("n", "c") == 5);
  CHECK_FALSE(results.counters()[0].committed.has_value());
  results.AddCommitted("a", {"n", "c", std::int64_t{3}});
  CHECK(results.Counter("n", "c") == 3);
  CHECK(results.counters()[0].attempted == 5);
}

TEST_CASE("values of several workers become one: bounds, the latest, the union") {
  MetricResults results;
  results.AddCommitted("a", {"n", "d", DistributionValue{}});
  results.AddCommitted("a", {"n", "d", DistributionValue{2, 30, 10, 20}});
  results.AddCommitted("b", {"n", "d", DistributionValue{1, 5, 5, 5}});
  CHECK(results.Distribution("n", "d") == DistributionValue{3, 35, 5, 20});
  results.AddCommitted("a", {"n", "g", GaugeValue{1, Timestamp::Millis(20)}});
  results.AddCommitted("a", {"n", "g", GaugeValue{2, Timestamp::Millis(10)}});
  CHECK(results.Gauge("n", "g")->value == 1);
  results.AddCommitted("a", {"n", "s", StringSetValue{"a", "c"}});
  results.AddCommitted("b", {"n", "s", StringSetValue{"b", "c"}});
  CHECK(results.StringSet("n", "s") == StringSetValue{"a", "b", "c"});
}

TEST_CASE("one name may be of several kinds") {
  MetricResults results;
  results.AddCommitted("a", {"user", "n", std::int64_t{5}});
  results.AddCommitted("a", {"user", "n", DistributionValue{2, 30, 10, 20}});
  results.AddCommitted("a", {"user", "n", StringSetValue{"x", "y"}});
  results.AddCommitted("a", {"user", "n", GaugeValue{1, Timestamp::Millis(20)}});
  CHECK(results.Counter("n") == 5);
  CHECK(results.Distribution("n").count == 2);
  CHECK(results.ToString() ==
        "a: user/n = 5\n"
        "a: user/n = 2 values, sum 30, from 10 to 20, mean 15.000000\n"
        "a: user/n = 1, set 20 ms after 1970\n"
        "a: user/n = {\"x\", \"y\"}\n");
}

}  // namespace
}  // namespace beam
