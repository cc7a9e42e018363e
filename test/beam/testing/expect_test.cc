#include "beam/testing/expect.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "beam/beam.h"
#include "beam/testing/test_stream.h"
#include "beam/testing/testing.h"
#include "transforms/values.h"
#include "transforms/with_keys.h"

namespace beam::testing {
namespace {

using Catch::Contains;

// What Run says about a pipeline whose expectations are not met.
std::string ComplaintOf(TestPipeline& p) {
  const PipelineResult result = p.TryRun();
  CHECK(result.state() == PipelineState::kFailed);
  return result.status().ToString();
}

TEST_CASE("expectations that are met let a run pass") {
  TestPipeline p;
  const auto numbers = Create(p, {3, 1, 2, 1});
  Expect(numbers).ToContainInAnyOrder({1, 1, 2, 3}).ToHaveSize(4).AllToSatisfy([](int n) { return n > 0; });
  Expect(Filter(numbers, [](int n) { return n > 5; })).ToBeEmpty();
  Expect(Combine(numbers, [](int a, int b) { return a + b; })).ToBe(7);
  CHECK(p.Run().ok());
}

TEST_CASE("a failure shows what is missing, what is unexpected, the step and the line of the Expect") {
  TestPipeline p;
  const auto words = Map(Create(p, {"a", "b", "b"}), Named("Shout", [](const std::string& w) { return w + "!"; }));
  const std::string line = std::to_string(__LINE__ + 1);
  Expect(words).ToContainInAnyOrder({"a!", "b!", "c\n"});
  const std::string complaint = ComplaintOf(p);
  CHECK_THAT(complaint,
             Contains("expect_test.cc:" + line + ": the collection of 'Shout' does not contain what was expected: " +
                      "2 as expected, 1 missing, 1 unexpected"));
  CHECK_THAT(complaint, Contains("\n  --- missing:    \"c\\n\""));
  CHECK_THAT(complaint, Contains("\n  +++ unexpected: \"b!\""));
  CHECK_THAT(complaint, Contains("\n  expected: [\"a!\", \"b!\", \"c\\n\"]"));
}

TEST_CASE("without an adapter, Run throws what was not met") {
  TestPipeline p;
  Expect(Create(p, {1})).ToBeEmpty();
  CHECK_THROWS_WITH(p.Run(), Contains("has 1 elements and should have 0\n  elements: [1]"));
}

TEST_CASE("a run that fails is a failure, whatever was expected") {
  TestPipeline p;
  const auto thrown = Map(Create(p, {1}), [](int n) -> int { throw std::runtime_error("no " + std::to_string(n)); });
  Expect(thrown).ToBeEmpty();
  CHECK_THROWS_WITH(p.Run(), Contains("the pipeline ended FAILED") && Contains("no 1"));
}

TEST_CASE("every unmet expectation is told, not only the first") {
  TestPipeline p;
  const auto numbers = Create(p, {1, 2});
  Expect(numbers).ToHaveSize(3).ToBe(1);
  Expect(numbers).ToBeEmpty();
  const std::string complaint = ComplaintOf(p);
  CHECK_THAT(complaint, Contains("should have 3") && Contains("+++ unexpected: 2") && Contains("should have 0"));
}

TEST_CASE("expectations work with any pipeline: its run ends in a failed result") {
  Pipeline p;
  Expect(Create(p, {1, 2})).ToBe(1);
  const PipelineResult result = p.Run();
  CHECK(result.state() == PipelineState::kFailed);
  CHECK(result.status().code() == StatusCode::kFailedPrecondition);
  CHECK(result.element_counts().size() > 1);
}

TEST_CASE("values per key are compared in any order") {
  TestPipeline p;
  const auto sales = Create<KV<std::string, int>>(p, {{"pear", 2}, {"plum", 5}, {"pear", 1}});
  Expect(sales).ToContainPerKey({{"pear", {1, 2}}, {"plum", {5}}});
  CHECK(p.Run().ok());
  TestPipeline q;
  Expect(Create<KV<std::string, int>>(q, {{"pear", 2}, {"plum", 5}})).ToContainPerKey({{"pear", {1, 2}}, {"plum", {}}});
  CHECK_THAT(ComplaintOf(q), Contains("--- missing:    (\"pear\", 1)") && Contains("+++ unexpected: (\"plum\", 5)"));
}

TEST_CASE("groups are told by their keys as pairs are") {
  TestPipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"odd", 1}, {"even", 2}, {"odd", 3}});
  Expect(GroupByKey(pairs)).ToContainPerKey({{"odd", {3, 1}}, {"even", {2}}});
  CHECK(p.Run().ok());
  TestPipeline q;
  Expect(GroupByKey(Create<KV<std::string, int>>(q, {{"odd", 1}}))).ToContainPerKey({{"odd", {1, 1}}});
  CHECK_THAT(ComplaintOf(q), Contains("--- missing:    (\"odd\", [1, 1])"));
}

TEST_CASE("groups are compared with their values in any order") {
  TestPipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 3}, {"a", 2}});
  const auto others = Create<KV<std::string, std::string>>(p, {{"a", "x"}, {"c", "y"}});
  Expect(GroupByKey(pairs)).ToContainInAnyOrder({{"a", {2, 1}}, {"b", {3}}});
  Expect(CoGroupByKey(pairs, others))
      .ToContainInAnyOrder({{"a", {{2, 1}, {"x"}}}, {"b", {{3}, {}}}, {"c", {{}, {"y"}}}});
  CHECK(p.Run().ok());
  TestPipeline q;
  Expect(GroupByKey(Create<KV<std::string, int>>(q, {{"a", 1}, {"a", 2}}))).ToContainInAnyOrder({{"a", {1}}});
  CHECK_THAT(ComplaintOf(q), Contains("+++ unexpected: (\"a\", [1, 2])"));
}

TEST_CASE("numbers are near each other, alone and by key") {
  TestPipeline p;
  Expect(Create(p, {1.0, 2.0, 1.1})).ToBeNear({1.05, 1.05, 2.0}, 0.051);
  Expect(Create(p, {0.1 + 0.2})).ToBeNear(0.3, 1e-9);
  Expect(Create<KV<std::string, double>>(p, {{"a", 1.0}, {"b", 2.0}})).ToBeNear({{"b", 2.01}, {"a", 0.99}}, 0.02);
  CHECK(p.Run().ok());
  TestPipeline q;
  Expect(Create<KV<std::string, double>>(q, {{"a", 1.0}, {"b", 2.0}})).ToBeNear({{"a", 2.0}, {"b", 1.0}}, 0.5);
  CHECK_THAT(ComplaintOf(q), Contains("0 as expected, 2 missing, 2 unexpected"));
  TestPipeline r;
  Expect(Create(r, {1.0})).ToBeNear(2.0, 0.5);
  CHECK_THAT(ComplaintOf(r), Contains("--- missing:    2\n") && Contains("+++ unexpected: 1") &&
                                 Contains("expected: [2]") && Contains("tolerance: 0.5"));
}

TEST_CASE("floating point numbers are equal when operator== says so") {
  TestPipeline p;
  Expect(Create(p, {0.0, 1.5})).ToContainInAnyOrder({-0.0, 1.5});
  CHECK(p.Run().ok());
}

TEST_CASE("predicates answer with a bool, a text, or assertions of their own") {
  TestPipeline p;
  const auto numbers = Create(p, {1, 2, 3});
  int asserted = 0;
  Expect(numbers)
      .ToSatisfy([](const std::vector<int>& all) { return all.size() == 3; })
      .ToSatisfy([](const std::vector<int>&) { return ""; })
      .ToSatisfy([&](const std::vector<int>& all) { asserted = all[0] + all[1] + all[2]; });
  CHECK(p.Run().ok());
  CHECK(asserted == 6);
  TestPipeline q;
  const auto others = Create(q, {1, 2, 3});
  Expect(others).ToSatisfy([](const std::vector<int>& all) { return all.empty(); });
  Expect(others).ToSatisfy([](const std::vector<int>&) { return std::string("is too prime"); });
  Expect(others).AllToSatisfy([](int n) { return n != 2; });
  CHECK_THAT(ComplaintOf(q), Contains("does not satisfy the predicate") && Contains("is too prime") &&
                                 Contains("+++ unexpected: 2") && !Contains("+++ unexpected: 1"));
}

TEST_CASE("long lists are cut and counted") {
  TestPipeline p;
  Expect(Create(p, std::vector<int>(1000, 7))).ToBe(8);
  CHECK_THAT(ComplaintOf(p), Contains("+++ unexpected: ... and 980 more"));
}

struct Plain {
  std::string name;
  double weight;
};

TEST_CASE("elements of every kind are compared: bools, structs without ==, move-only ones") {
  TestPipeline p;
  Expect(Create(p, {true, false, true})).ToContainInAnyOrder({true, true, false});
  Expect(Create(p, std::vector<Plain>{{"a", 1.5}, {"b", 2}})).ToContainInAnyOrder({{"b", 2}, {"a", 1.5}});
  Expect(Create(p, std::vector<std::vector<Plain>>{{{"a", 1.5}}})).ToBe({{"a", 1.5}});
  const auto pointers = Map(Create(p, {1, 2}), [](int n) { return std::make_unique<int>(n); });
  Expect(pointers).ToHaveSize(2).AllToSatisfy([](const std::unique_ptr<int>& n) { return *n < 3; });
  CHECK(p.Run().ok());
}

// The even seconds of event time and the odd ones.
class EvenAndOdd final : public beam::internal::WindowFn {
 public:
  std::string_view urn() const override { return "test:even_and_odd"; }
  void Assign(Timestamp timestamp, std::vector<Window>& windows) const override {
    const Timestamp start = Timestamp::Millis(timestamp.millis() % 2);
    windows.push_back(Window(start, start + Duration(1)));
  }
};

TEST_CASE("expectations may be about one window") {
  TestPipeline p;
  const auto stamped =
      Create<Timestamped<int>>(p, {{1, Timestamp::Millis(1)}, {2, Timestamp::Millis(2)}, {3, Timestamp::Millis(3)}});
  const auto windowed = WindowInto(stamped, std::make_shared<EvenAndOdd>());
  const Window odd(Timestamp::Millis(1), Timestamp::Millis(2));
  Expect(windowed).InWindow(odd).ToContainInAnyOrder({1, 3});
  Expect(windowed).ToHaveSize(3);
  CHECK(p.Run().ok());
}

// Sums of a key in an early pane (1), the one on time (3) and a late one (7), which is the last.
PCollection<int> AccumulatingSums(TestPipeline& p) {
  const auto numbers = TestStream<int>()
                           .Add(1, Timestamp::Millis(1))
                           .Add(2, Timestamp::Millis(2))
                           .AdvanceWatermark(Timestamp::Millis(10))
                           .Add(4, Timestamp::Millis(3))
                           .AdvanceWatermark(Timestamp::Millis(200))
                           .Create(p);
  const auto windowed =
      WindowInto(numbers, FixedWindows(Duration(10)),
                 {.trigger = AfterWatermark().EarlyFirings(AfterCount(1)).LateFirings(AfterWatermark()),
                  .allowed_lateness = Duration(100),
                  .accumulation = AccumulationMode::kAccumulating});
  const auto keyed = WithKeys(windowed, [](int) { return 0; });
  return Values(CombinePerKey(keyed, [](int a, int b) { return a + b; }));
}

TEST_CASE("expectations may be about some panes of a window, and say so when they are not met") {
  const Window window(Timestamp::Millis(0), Timestamp::Millis(10));
  TestPipeline p;
  const auto sums = AccumulatingSums(p);
  Expect(sums).InEarlyPanes(window).AllToSatisfy([](int sum) { return sum < 4; });
  Expect(sums).InOnTimePane(window).ToBe(3);
  Expect(sums).InLatePanes(window).ToBe(7);
  Expect(sums).InNonLatePanes(window).AllToSatisfy([](int sum) { return sum < 4; });
  // What closes the window has nothing new, so no pane was the last.
  Expect(sums).InFinalPane(window).ToBeEmpty();
  CHECK(p.Run().ok());

  TestPipeline wrong;
  Expect(AccumulatingSums(wrong)).InLatePanes(window).ToBe(8);
  CHECK_THAT(ComplaintOf(wrong), Contains("in the late panes of [0ms, 10ms) does not contain what was expected"));
}

TEST_CASE("a window that emits once has a final pane, and so has what was never grouped") {
  TestPipeline p;
  const auto timed = Create<Timestamped<int>>(p, {{1, Timestamp::Millis(1)}, {2, Timestamp::Millis(2)}});
  const auto sum = Combine(WindowInto(timed, FixedWindows(Duration(10))), [](int a, int b) { return a + b; });
  Expect(sum).InFinalPane(Window(Timestamp::Millis(0), Timestamp::Millis(10))).ToBe(3);
  Expect(Create(p, {1})).InFinalPane(Window::Global()).ToBe(1);
  Expect(Create(p, {1})).InOnTimePane(Window::Global()).ToBeEmpty();
  CHECK(p.Run().ok());
}

TEST_CASE("a test pipeline runs on two threads or more") {
  TestPipeline p;
  CHECK(p.options().threads >= 2);
  Expect(Create(p, {1})).ToBe(1);
  p.options().threads = 1;
  CHECK(p.Run().ok());
}

}  // namespace
}  // namespace beam::testing
