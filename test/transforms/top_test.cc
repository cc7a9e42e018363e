#include "transforms/top.h"

#include <cmath>
#include <cstdint>

#include "test/transforms/collected.h"

namespace beam::testing {
namespace {

using WordCount = KV<std::string, int>;

TEST_CASE("Top gives the largest elements, largest first, and Smallest the smallest, smallest first") {
  Pipeline p;
  const auto numbers = Create(p, {3, 1, 4, 1, 5, 9, 2, 6});
  const auto top = Collect(Top(numbers, 3));
  const auto smallest = Collect(Smallest(numbers, 3));
  p.Run().Check();
  CHECK(top.values() == std::vector<std::vector<int>>{{9, 6, 5}});
  CHECK(smallest.values() == std::vector<std::vector<int>>{{1, 1, 2}});
}

TEST_CASE("Top gives all elements in order when there are fewer, and an empty vector for none") {
  Pipeline p;
  const auto few = Collect(Top(Create(p, {1, 2}), 3));
  const auto none = Collect(Top(Create(p, std::vector<int>()), 3));
  p.Run().Check();
  CHECK(few.values() == std::vector<std::vector<int>>{{2, 1}});
  CHECK(none.values() == std::vector<std::vector<int>>{{}});
}

TEST_CASE("Top compares as it is told") {
  Pipeline p;
  const auto counts = Create<WordCount>(p, {{"zebra", 1}, {"ape", 7}, {"bear", 3}});
  const auto by_count = [](const WordCount& a, const WordCount& b) { return a.value < b.value; };
  const auto top = Collect(Top(counts, 2, by_count));
  const auto smallest = Collect(Smallest(counts, 1, by_count));
  p.Run().Check();
  CHECK(top.values() == std::vector<std::vector<WordCount>>{{{"ape", 7}, {"bear", 3}}});
  CHECK(smallest.values() == std::vector<std::vector<WordCount>>{{{"zebra", 1}}});
}

TEST_CASE("Top puts NaN behind every number") {
  Pipeline p;
  const auto top = Collect(Top(Create(p, {std::nan(""), 1.0, std::nan(""), -1.0}), 2));
  p.Run().Check();
  CHECK(top.values() == std::vector<std::vector<double>>{{1, -1}});
}

TEST_CASE("TopPerKey and SmallestPerKey choose among the values of each key") {
  Pipeline p;
  const auto pairs = Create<WordCount>(p, {{"a", 1}, {"b", 5}, {"a", 3}, {"a", 2}});
  const auto top = Collect(TopPerKey(pairs, 2));
  const auto smallest = Collect(SmallestPerKey(pairs, 2));
  p.Run().Check();
  CHECK(Sorted(top) == std::vector<KV<std::string, std::vector<int>>>{{"a", {3, 2}}, {"b", {5}}});
  CHECK(Sorted(smallest) == std::vector<KV<std::string, std::vector<int>>>{{"a", {1, 2}}, {"b", {5}}});
}

TEST_CASE("Top agrees with sorting on random numbers") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 20'000; ++i) numbers.push_back(static_cast<std::int64_t>(random.Below(5'000)));
  const auto n = static_cast<std::int64_t>(1 + random.Below(100));
  Pipeline p;
  const auto top = Collect(Top(Create(p, numbers), n));
  p.Run().Check();
  std::sort(numbers.begin(), numbers.end(), std::greater<>());
  numbers.resize(static_cast<std::size_t>(n));
  CHECK(top.values() == std::vector<std::vector<std::int64_t>>{numbers});
}

TEST_CASE("Top of fewer than one element is refused, with the user's line") {
  Pipeline p;
  const auto numbers = Create(p, {1});
  CHECK_THROWS_WITH(Top(numbers, 0), Catch::StartsWith("INVALID_ARGUMENT: Top keeps at least one element: ask for 1 or "
                                                       "more; n = 0; line = top_test.cc:"));
  CHECK_THROWS_WITH(Smallest(numbers, -1), Catch::Contains("Smallest") && Catch::Contains("n = -1"));
}

TEST_CASE("Top looks within windows") {
  Pipeline p;
  const auto top = Collect(Top(WindowByTens(Create(p, {At(0, 1), At(9, 2), At(9, 3), At(10, 4)})), 2));
  p.Run().Check();
  CHECK(SortedInWindows(top) == std::vector<InWindow<std::vector<int>>>{{0, {3, 2}}, {10, {4}}});
}

}  // namespace
}  // namespace beam::testing
