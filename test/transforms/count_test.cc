#include "transforms/count.h"

#include <map>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using WordCount = KV<std::string, std::int64_t>;

TEST_CASE("Count gives each distinct element with how often it comes") {
  TestPipeline p;
  const auto counts = Count(Create(p, {"to", "be", "or", "not", "to", "be"}));
  Expect(counts).ToContainInAnyOrder({{"be", 2}, {"not", 1}, {"or", 1}, {"to", 2}});
  p.Run();
}

TEST_CASE("Count of nothing is nothing, and CountAll of nothing is zero") {
  TestPipeline p;
  const auto none = Create(p, std::vector<std::string>());
  const auto counts = Count(none);
  const auto all = CountAll(none);
  Expect(counts).ToBeEmpty();
  Expect(all).ToBe(0);
  p.Run();
}

TEST_CASE("Count agrees with a map on random numbers") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  std::map<std::int64_t, std::int64_t> expected;
  for (int i = 0; i < 20'000; ++i) {
    numbers.push_back(static_cast<std::int64_t>(random.Below(700)) - 350);
    ++expected[numbers.back()];
  }
  std::vector<KV<std::int64_t, std::int64_t>> pairs;
  for (const auto& [number, count] : expected) pairs.push_back({number, count});
  TestPipeline p;
  const auto counts = Count(Create(p, numbers));
  const auto all = CountAll(Create(p, numbers));
  Expect(counts).ToContainInAnyOrder(pairs);
  Expect(all).ToBe(20'000);
  p.Run();
}

TEST_CASE("CountPerKey counts the values of each key, equal ones too") {
  TestPipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 1}, {"a", 1}, {"a", 2}});
  const auto counts = CountPerKey(pairs);
  Expect(counts).ToContainInAnyOrder({{"a", 3}, {"b", 1}});
  p.Run();
}

TEST_CASE("counts are made within windows") {
  TestPipeline p;
  const auto words = WindowByTens(Create(
      p, {At(1, std::string("a")), At(5, std::string("a")), At(12, std::string("a")), At(13, std::string("b"))}));
  const auto counts = Collect(Count(words));
  const auto all = Collect(CountAll(words));
  p.Run();
  CHECK(SortedInWindows(counts) == std::vector<InWindow<WordCount>>{{0, {"a", 2}}, {10, {"a", 1}}, {10, {"b", 1}}});
  CHECK(SortedInWindows(all) == std::vector<InWindow<std::int64_t>>{{0, 2}, {10, 2}});
}

}  // namespace
}  // namespace beam::testing
