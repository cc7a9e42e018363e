// Combine, CombinePerKey and the transforms that stand on them.
#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <ranges>
#include <string>
#include <vector>

#include "test/runners/suite/on_every_runner.h"
#include "transforms/count.h"
#include "transforms/distinct.h"
#include "transforms/mean.h"
#include "transforms/sum.h"
#include "transforms/top.h"

namespace beam::testing {
namespace {

int Add(int a, int b) { return a + b; }

TEST_CASE("CombinePerKey takes a function, a lambda and a function of the standard library") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 5}, {"a", 7}});
    Expect(CombinePerKey(pairs, Add)).ToContainInAnyOrder({{"a", 8}, {"b", 5}});
    Expect(CombinePerKey(pairs, [](int a, int b) { return a > b ? a : b; })).ToContainInAnyOrder({{"a", 7}, {"b", 5}});
    Expect(CombinePerKey(pairs, std::plus<>())).ToContainInAnyOrder({{"a", 8}, {"b", 5}});
    Expect(CombinePerKey(Create<KV<std::string, int>>(p, {}), Add)).ToBeEmpty();
  });
}

TEST_CASE("sums over many keys and a hot one are exact") {
  OnEveryRunner([](TestPipeline& p) {
    const auto keyed = Map(Create(p, std::views::iota(0, 80'000)), [](int n) {
      return KV<int, std::int64_t>{n % 2 == 0 ? -1 : n, n};
    });
    const auto sums = CombinePerKey(keyed, [](std::int64_t a, std::int64_t b) { return a + b; });
    Expect(sums).ToHaveSize(40'001).AllToSatisfy([](const KV<int, std::int64_t>& kv) {
      return kv.value == (kv.key == -1 ? std::int64_t{1'599'960'000} : kv.key);
    });
  });
}

// An accumulator that is a struct with a vector and a string; a result of a third type; AddInput returns the accumulator.
struct JoinFn {
  struct Accumulator {
    std::vector<std::string> words;
    std::string longest;
  };
  Accumulator CreateAccumulator() const { return {}; }
  Accumulator AddInput(Accumulator a, const std::string& word) const {
    a.words.push_back(word);
    if (word.size() > a.longest.size()) a.longest = word;
    return a;
  }
  Accumulator MergeAccumulators(Accumulator a, const Accumulator& b) const {
    a.words.insert(a.words.end(), b.words.begin(), b.words.end());
    if (b.longest.size() > a.longest.size()) a.longest = b.longest;
    return a;
  }
  KV<std::size_t, std::string> ExtractOutput(const Accumulator& a) const { return {a.words.size(), a.longest}; }
};

TEST_CASE("accumulators with strings and vectors, and results of another type") {
  OnEveryRunner([](TestPipeline& p) {
    std::vector<KV<int, std::string>> pairs;
    for (int i = 0; i < 3000; ++i) pairs.push_back({i % 7, std::string(static_cast<std::size_t>(i % 100), 'x')});
    Expect(CombinePerKey(Create(p, pairs), JoinFn())).ToHaveSize(7).AllToSatisfy([](const auto& kv) {
      return kv.value.key >= 428 && kv.value.value.size() == 99;
    });
  });
}

// Neither the accumulator nor the result can be made out of nothing.
class Interval {
 public:
  Interval(int low, int high) : low_(low), high_(high) {}
  int low() const { return low_; }
  int high() const { return high_; }
  bool operator==(const Interval&) const = default;

 private:
  int low_;
  int high_;
};

}  // namespace
}  // namespace beam::testing

template <>
struct beam::Coder<beam::testing::Interval> {
  static std::string Encode(const testing::Interval& i) {
    return std::to_string(i.low()) + " " + std::to_string(i.high());
  }
  static testing::Interval Decode(std::string_view bytes) {
    std::size_t used = 0;
    const std::string text(bytes);
    const int low = std::stoi(text, &used);
    return {low, std::stoi(text.substr(used))};
  }
};

namespace beam::testing {
namespace {

struct SpanFn {
  Interval CreateAccumulator() { return {std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}; }
  void AddInput(Interval& span, int n) { span = {std::min(span.low(), n), std::max(span.high(), n)}; }
  void MergeAccumulators(Interval& a, const Interval& b) {
    a = {std::min(a.low(), b.low()), std::max(a.high(), b.high())};
  }
};

TEST_CASE("accumulators and results without a default constructor") {
  OnEveryRunner([](TestPipeline& p) {
    const auto pairs = Create<KV<std::string, int>>(p, {{"a", 5}, {"a", -3}, {"b", 1}, {"a", 4}});
    Expect(CombinePerKey(pairs, SpanFn())).ToContainInAnyOrder({{"a", {-3, 5}}, {"b", {1, 1}}});
    Expect(Combine(Create(p, {3, 1, 2}), SpanFn())).ToBe({1, 3});
    const auto hull = [](const Interval& a, const Interval& b) {
      return Interval(std::min(a.low(), b.low()), std::max(a.high(), b.high()));
    };
    Expect(Combine(Create(p, std::vector<Interval>{{1, 2}, {5, 6}}), hull)).ToBe({1, 6});
  });
}

TEST_CASE("Combine over all elements gives one result, also of very many") {
  OnEveryRunner([](TestPipeline& p) {
    Expect(Combine(Create(p, std::views::iota(0, 100'000)), [](int a, int b) { return std::max(a, b); })).ToBe(99'999);
    Expect(Combine(Create(p, {"a"}), [](const std::string& a, const std::string& b) { return a + b; })).ToBe("a");
  });
}

TEST_CASE("of an empty input, a CombineFn gives its result of no values, and a binary function nothing") {
  OnEveryRunner([](TestPipeline& p) {
    const auto none = Create<std::string>(p, {});
    Expect(Combine(none, JoinFn())).ToBe({0, ""});
    Expect(Combine(none, [](const std::string& a, const std::string& b) { return a + b; })).ToBeEmpty();
    Expect(CountAll(none)).ToBe(0);
  });
}

// Counts its lifecycle: each instance is set up before it is used, and torn down once.
struct LifecycleFn {
  static inline std::atomic<int> setups = 0;
  static inline std::atomic<int> teardowns = 0;
  static inline std::atomic<int> misuses = 0;
  bool ready = false;

  void Setup() {
    ++setups;
    ready = true;
  }
  void Teardown() { ++teardowns; }
  std::int64_t CreateAccumulator() {
    if (!ready) ++misuses;
    return 0;
  }
  void AddInput(std::int64_t& sum, int n) {
    if (!ready) ++misuses;
    sum += n;
  }
  void MergeAccumulators(std::int64_t& a, std::int64_t b) {
    if (!ready) ++misuses;
    a += b;
  }
};

TEST_CASE("a CombineFn is set up before it is used and torn down after it") {
  OnEveryRunner(
      [](TestPipeline& p) {
        LifecycleFn::setups = LifecycleFn::teardowns = LifecycleFn::misuses = 0;
        const auto keyed = Map(Create(p, std::views::iota(0, 5000)), [](int n) { return KV<int, int>{n % 10, n}; });
        Expect(CombinePerKey(keyed, LifecycleFn())).ToHaveSize(10);
      },
      [](const PipelineResult&) {
        CHECK(LifecycleFn::setups > 0);
        CHECK(LifecycleFn::setups == LifecycleFn::teardowns);
        CHECK(LifecycleFn::misuses == 0);
      });
}

// Knows its factor only when it has been set up.
struct ScaledSumFn {
  std::shared_ptr<int> factor;

  void Setup() { factor = std::make_shared<int>(10); }
  std::int64_t CreateAccumulator() { return 0; }
  void AddInput(std::int64_t& sum, int n) { sum += *factor * n; }
  void MergeAccumulators(std::int64_t& a, std::int64_t b) { a += *factor / 10 * b; }
  std::int64_t ExtractOutput(std::int64_t sum) { return *factor + sum; }
};

TEST_CASE("a CombineFn is set up and torn down also with a HotKeyFanout, and gives the same result") {
  OnEveryRunner(
      [](TestPipeline& p) {
        LifecycleFn::setups = LifecycleFn::teardowns = LifecycleFn::misuses = 0;
        const auto keyed = Map(Create(p, std::views::iota(0, 1000)), [](int n) { return KV<int, int>{n % 2, 1}; });
        Expect(CombinePerKey(keyed, ScaledSumFn())).ToContainInAnyOrder({{0, 5010}, {1, 5010}});
        Expect(CombinePerKey(keyed, ScaledSumFn(), HotKeyFanout{4})).ToContainInAnyOrder({{0, 5010}, {1, 5010}});
        Expect(CombinePerKey(keyed, LifecycleFn(), HotKeyFanout{4})).ToContainInAnyOrder({{0, 500}, {1, 500}});
      },
      [](const PipelineResult&) {
        CHECK(LifecycleFn::setups > 0);
        CHECK(LifecycleFn::setups == LifecycleFn::teardowns);
        CHECK(LifecycleFn::misuses == 0);
      });
}

// A CombineFn with side inputs, one read by value and one as a lookup.
struct WeightedSumFn {
  std::int64_t CreateAccumulator() { return 0; }
  void AddInput(std::int64_t& sum, int n, std::int64_t weight, MapView<int, int> extra) {
    sum += weight * n + (extra.Contains(n) ? *extra.Find(n) : 0);
  }
  void MergeAccumulators(std::int64_t& a, std::int64_t b) { a += b; }
};
// One that is static, takes the side input as a list, and returns new accumulators.
struct FactorsFn {
  static int CreateAccumulator() { return 0; }
  static int AddInput(int sum, int n, const std::vector<int>& factors) {
    for (const int factor : factors) sum += factor * n;
    return sum;
  }
  static int MergeAccumulators(int a, int b) { return a + b; }
};

TEST_CASE("a CombineFn reads side inputs, given as collections or as a list of them") {
  OnEveryRunner([](TestPipeline& p) {
    const auto numbers = Create(p, {1, 2, 3});
    const auto keyed = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 2}, {"a", 3}});
    const auto weight = Create(p, {10});
    const auto extra = Create<KV<int, int>>(p, {{3, 7}});
    Expect(Combine(numbers, WeightedSumFn(), weight, extra)).ToBe(67);
    Expect(Combine(numbers, WeightedSumFn(), SideInputs(weight, extra))).ToBe(67);
    Expect(CombinePerKey(keyed, Named("Weigh", WeightedSumFn()), weight, extra))
        .ToContainInAnyOrder({{"a", 47}, {"b", 20}});
    Expect(CombinePerKey(keyed, FactorsFn(), SideInputs(Create(p, {1, 2})))).ToContainInAnyOrder({{"a", 12}, {"b", 6}});
    Expect(Combine(numbers, FactorsFn(), Create<int>(p, {}))).ToBe(0);
    Expect(Combine(Create<int>(p, {}), FactorsFn(), Create(p, {1}))).ToBeEmpty();
  });
}

// Its result is a value, or an error.
struct RatioFn {
  struct Accumulator {
    int sum = 0;
    int parts = 0;
  };
  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& a, int n) const { a.sum += n, a.parts += n > 0 ? 1 : 0; }
  void MergeAccumulators(Accumulator& a, const Accumulator& b) const { a.sum += b.sum, a.parts += b.parts; }
  StatusOr<std::string> ExtractOutput(const Accumulator& a) const {
    if (a.parts == 0) return Status(StatusCode::kOutOfRange, "nothing to divide by");
    return std::to_string(a.sum / a.parts);
  }
};

TEST_CASE("a result that ExtractOutput returns as StatusOr is its value") {
  OnEveryRunner([](TestPipeline& p) {
    const auto keyed = Create<KV<int, int>>(p, {{1, 6}, {1, 2}, {2, 5}});
    const PCollection<std::string> all = Combine(Create(p, {6, 2}), RatioFn());
    Expect(all).ToBe("4");
    Expect(CombinePerKey(keyed, RatioFn())).ToContainInAnyOrder({{1, "4"}, {2, "5"}});
    Expect(CombinePerKey(keyed, RatioFn(), HotKeyFanout{2})).ToContainInAnyOrder({{1, "4"}, {2, "5"}});
  });
}

TEST_CASE("an error that ExtractOutput returns fails the run, of no values too") {
  for (const std::vector<int>& numbers : {std::vector<int>{0, 0}, std::vector<int>{}}) {
    FailsOnEveryRunner([&](TestPipeline& p) { Combine(Create(p, numbers), Named("Ratio", RatioFn())); },
                       [](const Status& status) {
                         CHECK(status.code() == StatusCode::kOutOfRange);
                         CHECK_THAT(status.message(),
                                    Catch::Contains("'Ratio/") && Catch::Contains("nothing to divide by"));
                       });
  }
}

// Cannot be set up, or not be torn down, and says so.
struct DoomedFn {
  bool in_setup = true;
  Status Setup() const { return in_setup ? Status(StatusCode::kUnavailable, "no dictionary") : Status(); }
  Status Teardown() const { return in_setup ? Status() : Status(StatusCode::kUnavailable, "still in use"); }
  int CreateAccumulator() const { return 0; }
  void AddInput(int& sum, int n) const { sum += n; }
  void MergeAccumulators(int& sum, int other) const { sum += other; }
};

TEST_CASE("an error that a CombineFn's Setup or Teardown returns fails the run", "[direct]") {
  for (const bool in_setup : {true, false}) {
    FailsOnEveryRunner(
        [&](TestPipeline& p) {
          Combine(Create(p, {1, 2}), DoomedFn{in_setup});
        },
        [&](const Status& status) {
          CHECK(status.code() == StatusCode::kUnavailable);
          CHECK_THAT(status.message(), Catch::Contains(in_setup ? "no dictionary" : "still in use"));
        });
  }
}

TEST_CASE("Count, Sum, Mean, Top and Distinct agree with what one counts by hand") {
  OnEveryRunner([](TestPipeline& p) {
    const auto words = Create(p, {"to", "be", "or", "not", "to", "be"});
    Expect(Count(words)).ToContainInAnyOrder({{"to", 2}, {"be", 2}, {"or", 1}, {"not", 1}});
    Expect(Distinct(words)).ToContainInAnyOrder({"to", "be", "or", "not"});
    Expect(CountAll(words)).ToBe(6);
    const auto numbers = Create(p, {1, 2, 3, 4});
    Expect(Sum(numbers)).ToBe(10);
    Expect(Mean(numbers)).ToBeNear(2.5, 1e-12);
    Expect(Top(numbers, 2)).ToBe({4, 3});
  });
}

TEST_CASE("a combine may follow a combine") {
  OnEveryRunner([](TestPipeline& p) {
    const auto keyed = Map(Create(p, std::views::iota(0, 10'000)), [](int n) { return KV<int, int>{n % 100, 1}; });
    const auto counts = CombinePerKey(keyed, Add);
    const auto by_count = Map(counts, [](int key, int count) { return KV<int, int>{count, key}; });
    Expect(CombinePerKey(by_count, Add)).ToBe({100, 4950});
  });
}

}  // namespace
}  // namespace beam::testing
