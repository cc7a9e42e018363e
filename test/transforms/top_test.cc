#include "transforms/top.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using WordCount = KV<std::string, int>;

TEST_CASE("Top and Smallest order bools, whose vector holds no values to refer to") {
  TestPipeline p;
  const auto flags = Create(p, {false, true, false});
  const auto keyed = Create<KV<std::string, bool>>(p, {{"a", true}, {"a", false}});
  Expect(Top(flags, 2)).ToBe({true, false});
  Expect(Smallest(flags, 2)).ToBe({false, false});
  Expect(TopPerKey(keyed, 1)).ToBe({"a", {true}});
  Expect(SmallestPerKey(keyed, 1)).ToBe({"a", {false}});
  p.Run();
}

TEST_CASE("Top gives the largest elements, largest first, and Smallest the smallest, smallest first") {
  TestPipeline p;
  const auto numbers = Create(p, {3, 1, 4, 1, 5, 9, 2, 6});
  const auto top = Top(numbers, 3);
  const auto smallest = Smallest(numbers, 3);
  Expect(top).ToBe({9, 6, 5});
  Expect(smallest).ToBe({1, 1, 2});
  p.Run();
}

TEST_CASE("Top gives all elements in order when there are fewer, and an empty vector for none") {
  TestPipeline p;
  const auto few = Top(Create(p, {1, 2}), 3);
  const auto none = Top(Create(p, std::vector<int>()), 3);
  Expect(few).ToBe({2, 1});
  Expect(none).ToBe({});
  p.Run();
}

TEST_CASE("Top compares as it is told") {
  TestPipeline p;
  const auto counts = Create<WordCount>(p, {{"zebra", 1}, {"ape", 7}, {"bear", 3}});
  const auto by_count = [](const WordCount& a, const WordCount& b) { return a.value < b.value; };
  const auto top = Top(counts, 2, by_count);
  const auto smallest = Smallest(counts, 1, by_count);
  Expect(top).ToBe({{"ape", 7}, {"bear", 3}});
  Expect(smallest).ToBe({{"zebra", 1}});
  p.Run();
}

TEST_CASE("Top puts NaN behind every number") {
  TestPipeline p;
  const auto top = Top(Create(p, {std::nan(""), 1.0, std::nan(""), -1.0}), 2);
  Expect(top).ToBe({1, -1});
  p.Run();
}

TEST_CASE("TopPerKey and SmallestPerKey choose among the values of each key") {
  TestPipeline p;
  const auto pairs = Create<WordCount>(p, {{"a", 1}, {"b", 5}, {"a", 3}, {"a", 2}});
  const auto top = TopPerKey(pairs, 2);
  const auto smallest = SmallestPerKey(pairs, 2);
  Expect(top).ToContainInAnyOrder({{"a", {3, 2}}, {"b", {5}}});
  Expect(smallest).ToContainInAnyOrder({{"a", {1, 2}}, {"b", {5}}});
  p.Run();
}

TEST_CASE("Top agrees with sorting on random numbers") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 20'000; ++i) numbers.push_back(static_cast<std::int64_t>(random.Below(5'000)));
  const std::size_t n = 1 + random.Below(100);
  std::vector<std::int64_t> largest = numbers;
  std::sort(largest.begin(), largest.end(), std::greater<>());
  largest.resize(n);
  TestPipeline p;
  Expect(Top(Create(p, numbers), static_cast<std::int64_t>(n))).ToBe(largest);
  p.Run();
}

TEST_CASE("Top's function keeps the same values however its input is cut and merged") {
  BEAM_RANDOM(random);
  std::vector<int> numbers;
  for (int i = 0; i < 50; ++i) numbers.push_back(static_cast<int>(random.Below(30)));
  CheckCombineFn(TopFn<int, NaturalOrder>{7, {}}, numbers, {.seed = random_seed});
  CheckCombineFn(TopFn<int, ReverseOrder<NaturalOrder>>{7, {}}, numbers, {.seed = random_seed});
}

TEST_CASE("Top of fewer than one element is refused, with the user's line") {
  Pipeline p;
  const auto numbers = Create(p, {1});
  CHECK_THROWS_WITH(Top(numbers, 0), Catch::StartsWith("INVALID_ARGUMENT: Top keeps at least one element: ask for 1 or "
                                                       "more; n = 0; line = top_test.cc:"));
  CHECK_THROWS_WITH(Smallest(numbers, -1), Catch::Contains("Smallest") && Catch::Contains("n = -1"));
}

TEST_CASE("Top looks within windows") {
  TestPipeline p;
  const auto top = Collect(Top(WindowByTens(Create(p, {At(0, 1), At(9, 2), At(9, 3), At(10, 4)})), 2));
  p.Run();
  CHECK(SortedInWindows(top) == std::vector<InWindow<std::vector<int>>>{{0, {3, 2}}, {10, {4}}});
}

}  // namespace
}  // namespace beam::testing
