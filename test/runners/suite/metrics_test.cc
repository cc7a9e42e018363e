// [metrics] User metrics: counted in every kind of function, by the step that counts, and told by the result.
#include "beam/metrics.h"

#include <optional>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

#include "test/runners/suite/on_every_runner.h"

namespace beam::testing {
namespace {

using Strings = std::vector<std::string>;

const Counter kSeen("suite", "seen");

struct Parse {
  Counter odd{"suite", "odd"};
  Distribution size{"suite", "size"};
  Gauge last{"suite", "last"};
  StringSet endings{"suite", "endings"};

  int ProcessElement(int n) {
    if (n % 2 == 1) odd.Add();
    size.Update(n);
    last.Set(7);
    endings.Add(std::to_string(n % 10));
    return n;
  }
};

TEST_CASE("a DoFn's counter, distribution, gauge and set of strings are in the result", "[metrics]") {
  OnEveryRunner(
      [](TestPipeline& p) { ParDo(Create(p, std::views::iota(0, 1000)), Named("Parse", Parse())); },
      [](const PipelineResult& result) {
        const MetricResults& metrics = result.metrics();
        CHECK(metrics.Counter("suite", "odd") == 500);
        CHECK(metrics.Distribution("suite", "size") == DistributionValue{1000, 499'500, 0, 999});
        const std::optional<GaugeValue> last = metrics.Gauge("suite", "last");
        REQUIRE(last.has_value());
        CHECK(last->value == 7);
        CHECK(last->time > Timestamp::Millis(1'700'000'000'000));
        CHECK(metrics.StringSet("suite", "endings") == Strings{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
        REQUIRE(metrics.counters().size() == 1);
        CHECK(metrics.counters()[0].step == "Parse");
        CHECK(metrics.counters()[0].value() == 500);
      });
}

TEST_CASE("static counters and captured ones are counted in lambdas, each step for itself", "[metrics]") {
  OnEveryRunner(
      [](TestPipeline& p) {
        const auto numbers = Create(p, std::views::iota(0, 300));
        const Counter captured("captured");
        const auto count = [captured](int n) {
          kSeen.Add();
          captured.Add(n % 3 == 0 ? 2 : -1);
          return n;
        };
        Map(Map(numbers, Named("First", count)), Named("Second", count));
        const Scope scope(p, "Few");
        Filter(numbers, Named("Third", [](int n) {
                 static const Counter own("suite", "seen");
                 if (n < 10) own.Add();
                 return true;
               }));
      },
      [](const PipelineResult& result) {
        const MetricResults& metrics = result.metrics();
        CHECK(metrics.Counter("suite", "seen") == 610);
        CHECK(metrics.Counter("suite", "seen", "First") == 300);
        CHECK(metrics.Counter("suite", "seen", "Second") == 300);
        CHECK(metrics.Counter("suite", "seen", "Few/Third") == 10);
        CHECK(metrics.Counter("suite", "seen", "Few") == 10);
        CHECK(metrics.Counter("captured") == 0);
        CHECK(metrics.counters({.name = "captured"}).size() == 2);
        CHECK(metrics.counters({.step = "Few"}).size() == 1);
      });
}

// Emits so much for each element that the steps behind it run in the middle of its own call.
void Spread(int n, Emitter<int> emit) {
  kSeen.Add();
  for (int i = 0; i < 3000; ++i) emit(n + i);
  kSeen.Add();
}

TEST_CASE("what a step counts behind its emits is its own", "[metrics]") {
  OnEveryRunner(
      [](TestPipeline& p) {
        ParDo(ParDo(Create(p, {1, 2, 3}), Named("Spread", Spread)), Named("Behind", [](int) { kSeen.Add(); }));
      },
      [](const PipelineResult& result) {
        CHECK(result.metrics().Counter("suite", "seen", "Spread") == 6);
        CHECK(result.metrics().Counter("suite", "seen", "Behind") == 9000);
      });
}

struct CountingSum {
  Counter added{"suite", "added"};
  Counter extracted{"suite", "extracted"};
  std::int64_t CreateAccumulator() const { return 0; }
  std::int64_t AddInput(std::int64_t sum, int n) const {
    added.Add();
    return sum + n;
  }
  std::int64_t MergeAccumulators(std::int64_t a, std::int64_t b) const { return a + b; }
  std::int64_t ExtractOutput(std::int64_t sum) const {
    extracted.Add();
    return sum;
  }
};

TEST_CASE("a CombineFn counts for its step, wherever the runner calls it", "[metrics]") {
  OnEveryRunner(
      [](TestPipeline& p) {
        const auto keyed = Map(Create(p, std::views::iota(0, 2000)), [](int n) {
          return KV<std::string, int>{std::to_string(n % 5), n};
        });
        CombinePerKey(keyed, Named("Sum", CountingSum()));
      },
      [](const PipelineResult& result) {
        CHECK(result.metrics().Counter("suite", "added", "Sum") == 2000);
        CHECK(result.metrics().Counter("suite", "extracted", "Sum") == 5);
      });
}

struct Lifecycle {
  Counter setups{"suite", "setups"};
  Counter started{"suite", "started"};
  Counter finished{"suite", "finished"};
  void Setup() { setups.Add(); }
  void StartBundle() { started.Add(); }
  int ProcessElement(int n) { return n; }
  void FinishBundle() { finished.Add(); }
};

TEST_CASE("Setup, StartBundle and FinishBundle count too", "[metrics]") {
  OnEveryRunner([](TestPipeline& p) { ParDo(Reshuffle(Create(p, std::views::iota(0, 100))), Lifecycle()); },
                [](const PipelineResult& result) {
                  const MetricResults& metrics = result.metrics();
                  CHECK(metrics.Counter("suite", "setups") >= 1);
                  CHECK(metrics.Counter("suite", "started") >= metrics.Counter("suite", "setups"));
                  CHECK(metrics.Counter("suite", "finished") == metrics.Counter("suite", "started"));
                });
}

TEST_CASE("threads that run no step count nothing, and a run starts from nothing", "[metrics]") {
  OnEveryRunner(
      [](TestPipeline& p) {
        kSeen.Add(1000);
        ParDo(Create(p, {1, 2}), Named("Threads", [](int) {
                std::thread([] { kSeen.Add(100); }).join();
                kSeen.Add(1);
              }));
      },
      [](const PipelineResult& result) { CHECK(result.metrics().Counter("suite", "seen") == 2); });
}

TEST_CASE("a metric that nobody updated is zero or empty, and metrics can be printed", "[metrics]") {
  OnEveryRunner([](TestPipeline& p) { ParDo(Create(p, {5}), Named("Seen", [](int n) { kSeen.Add(n); })); },
                [](const PipelineResult& result) {
                  const MetricResults& metrics = result.metrics();
                  CHECK(metrics.Counter("suite", "nothing") == 0);
                  CHECK(metrics.Distribution("suite", "nothing").count == 0);
                  CHECK_FALSE(metrics.Gauge("suite", "nothing").has_value());
                  CHECK(metrics.StringSet("suite", "nothing").empty());
                  CHECK(metrics.ToString() == "Seen: suite/seen = 5\n");
                });
}

TEST_CASE("a run without metrics has none", "[metrics]") {
  OnEveryRunner([](TestPipeline& p) { Map(Create(p, {1}), [](int n) { return n; }); },
                [](const PipelineResult& result) { CHECK(result.metrics().empty()); });
}

TEST_CASE("a run that fails has the metrics of the bundles before it, and none of the bundle that failed",
          "[metrics][direct]") {
  for (const RunnerUnderTest& runner : RunnersUnderTest()) {
    INFO("runner: " << runner.name);
    TestPipeline p(runner.options);
    const auto numbers = Map(Create(p, std::views::iota(0, 50)), Named("Before", [](int n) {
                               kSeen.Add();
                               return n;
                             }));
    // Counted before the exchange has been written, which is before anything behind it runs.
    ParDo(GroupByKey(Map(numbers,
                         [](int n) {
                           return KV<int, int>{0, n};
                         })),
          Named("Fails", [](int, Iter<int>) {
            kSeen.Add();
            throw std::runtime_error("no");
          }));
    const PipelineResult result = p.TryRun();
    CHECK(result.state() == PipelineState::kFailed);
    CHECK(result.metrics().Counter("suite", "seen", "Before") == 50);
    CHECK(result.metrics().Counter("suite", "seen", "Fails") == 0);
    CHECK_FALSE(result.metrics().counters()[0].attempted.has_value());
  }
}

}  // namespace
}  // namespace beam::testing
