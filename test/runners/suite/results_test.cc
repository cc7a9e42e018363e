// Names of steps, counts of elements, Collect, Try, and what a result says.
#include <algorithm>
#include <ranges>
#include <string>
#include <vector>

#include "test/runners/suite/on_every_runner.h"
#include "transforms/count.h"

namespace beam::testing {
namespace {

using Catch::Contains;

std::string Shout(const std::string& word) { return word + "!"; }
struct Doubler {
  int ProcessElement(int n) { return 2 * n; }
};

TEST_CASE("steps are named after their scope, their struct or their line, and each name once") {
  Pipeline p;
  const auto numbers = Create(p, {1});
  {
    const Scope scope(p, "Twice");
    ParDo(ParDo(numbers, Doubler()), Doubler());
  }
  {
    const Scope scope(p, "Twice");
    ParDo(numbers, Named("Mine", Doubler()));
  }
  Map(numbers, [](int n) { return n; });
  const std::string text = p.Describe();
  CHECK_THAT(text, Contains("Twice/") && Contains("Doubler") && Contains("Twice#2/Mine"));
  CHECK_THAT(text, Contains("results_test.cc:"));
}

TEST_CASE("the result counts the elements that left each step") {
  OnEveryRunner(
      [](TestPipeline& p) {
        const auto numbers = Map(Create(p, std::views::iota(0, 5000)), Named("Same", [](int n) { return n; }));
        const auto even = Filter(numbers, Named("Even", [](int n) { return n % 2 == 0; }));
        ParDo(even, Named("Two", [](int n, Emitter<int> a, Emitter<int> b) {
                a(n);
                if (n % 100 == 0) b(n);
              }));
        const auto keyed = Map(even, Named("Key", [](int n) { return KV<int, int>{n % 10, n}; }));
        const auto sums = CombinePerKey(keyed, Named("Sums", [](int a, int b) { return a + b; }));
        Map(Reshuffle(sums), Named("Last", [](int, int n) { return n; }));
        Map(Flatten(even, even), Named("Flat", [](int n) { return n; }));
        Filter(numbers, Named("None", [](int) { return false; }));
      },
      [](const PipelineResult& result) {
        const auto& counts = result.element_counts();
        CHECK(counts.at("Same") == 5000);
        CHECK(counts.at("Even") == 2500);
        CHECK(counts.at("Two") == 2550);
        CHECK(counts.at("Sums") == 5);
        CHECK(counts.at("Reshuffle") == 5);
        CHECK(counts.at("Last") == 5);
        CHECK(counts.at("Flatten") == 5000);
        CHECK(counts.at("Flat") == 5000);
        CHECK(counts.at("None") == 0);
      });
}

TEST_CASE("Collect gives results back to the program, with their times, groups too") {
  TestPipeline p;
  const auto numbers = Create<Timestamped<int>>(p, {{1, Timestamp::Millis(10)}, {2, Timestamp::Millis(20)}});
  const auto collected = Collect(numbers);
  const auto bools = Collect(Map(numbers, [](int n) { return n == 1; }));
  const auto groups = Collect(GroupByKey(Map(numbers, [](int n) {
    return KV<int, std::string>{0, std::to_string(n)};
  })));
  CHECK(collected.size() == 0);
  p.Run();
  REQUIRE(collected.size() == 2);
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(collected.metas()[i].timestamp == Timestamp::Millis(10 * collected.values()[i]));
  CHECK(bools.values()[0] != bools.values()[1]);
  REQUIRE(groups.size() == 1);
  std::vector<std::string> group = groups.values()[0].value.ToVector();
  std::sort(group.begin(), group.end());
  CHECK(group == std::vector<std::string>{"1", "2"});
}

PCollection<std::string> Shouted(const PCollection<std::string>& words) {
  const Scope scope(words, "Shouted");
  return Map(words, Shout);
}

TEST_CASE("composites are functions, and nest") {
  OnEveryRunner([](TestPipeline& p) { Expect(Shouted(Shouted(Create(p, {"a"})))).ToBe("a!!"); },
                [](const PipelineResult& result) {
                  bool found = false;
                  for (const auto& [name, count] : result.element_counts()) {
                    found = found || (name.starts_with("Shouted#2/") && count == 1);
                  }
                  CHECK(found);
                });
}

TEST_CASE("Try turns a wrongly built pipeline into a value") {
  Pipeline p;
  Pipeline q;
  const auto tried = Try([&] { return Flatten(Create(p, {1}), Create(q, {1})); });
  REQUIRE_FALSE(tried.ok());
  CHECK_THAT(tried.status().message(), Contains("two pipelines"));
  const auto fine = Try([&] { return Create(p, {1}); });
  CHECK(fine.ok());
}

TEST_CASE("a result tells its state, and a run that is well has an ok status") {
  TestPipeline p;
  Create(p, {1});
  const PipelineResult result = p.TryRun();
  CHECK(result.ok());
  CHECK(std::string(PipelineStateName(result.state())) == "DONE");
  CHECK(result.status().ok());
  CHECK(&result.Check() == &result);
}

TEST_CASE("a word count, as in the README, agrees with one by hand") {
  OnEveryRunner([](TestPipeline& p) {
    const auto lines = Create(p, {"to be or not to be", "", "that is the question", "to be"});
    const auto words = ParDo(lines, [](const std::string& line, Emitter<std::string> emit) {
      for (std::size_t at = 0; at < line.size();) {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        if (end > at) emit(std::string_view(line).substr(at, end - at));
        at = end + 1;
      }
    });
    Expect(Count(words))
        .ToContainInAnyOrder(
            {{"to", 3}, {"be", 3}, {"or", 1}, {"not", 1}, {"that", 1}, {"is", 1}, {"the", 1}, {"question", 1}});
  });
}

}  // namespace
}  // namespace beam::testing
