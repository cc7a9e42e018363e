#include "transforms/max.h"

#include <cmath>
#include <cstdint>

#include "test/transforms/collected.h"

namespace beam::testing {
namespace {

template <class T>
T MaxOf(const std::vector<T>& values) {
  Pipeline p;
  const auto result = Collect(Max(Create(p, values)));
  p.Run().Check();
  REQUIRE(result.size() == 1);
  return result.values()[0];
}

TEST_CASE("Max gives the largest element") {
  CHECK(MaxOf<double>({0.5, -3.5, 2.5}) == 2.5);
  CHECK(MaxOf<std::string>({"b", "a"}) == "b");
  CHECK(MaxOf<int>({7}) == 7);
}

TEST_CASE("Max of nothing is nothing") {
  Pipeline p;
  const auto result = Collect(Max(Create(p, std::vector<int>())));
  p.Run().Check();
  CHECK(result.size() == 0);
}

TEST_CASE("Max takes NaN for less than every number, wherever it stands") {
  const double nan = std::nan("");
  CHECK(MaxOf<double>({1, nan, 2}) == 2);
  CHECK(std::isnan(MaxOf<double>({nan, nan})));
}

TEST_CASE("Max compares as it is told") {
  Pipeline p;
  const auto words = Create(p, {"banana", "fig", "apple"});
  const auto result =
      Collect(Max(words, [](const std::string& a, const std::string& b) { return a.size() < b.size(); }));
  p.Run().Check();
  CHECK(result.values() == std::vector<std::string>{"banana"});
}

TEST_CASE("MaxPerKey gives each key the largest of its values") {
  Pipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", -7}, {"a", 4}});
  const auto result = Collect(MaxPerKey(pairs));
  p.Run().Check();
  CHECK(Sorted(result) == std::vector<KV<std::string, int>>{{"a", 4}, {"b", -7}});
}

TEST_CASE("Max agrees with std::max_element on random text") {
  BEAM_RANDOM(random);
  std::vector<std::string> texts;
  for (int i = 0; i < 10'000; ++i) texts.push_back(random.Bytes(random.Below(40)));
  CHECK(MaxOf(texts) == *std::max_element(texts.begin(), texts.end()));
}

TEST_CASE("Max looks within windows") {
  Pipeline p;
  const auto result = Collect(Max(WindowByTens(Create(p, {At(0, 1), At(9, 2), At(10, 4)}))));
  p.Run().Check();
  CHECK(SortedInWindows(result) == std::vector<InWindow<int>>{{0, 2}, {10, 4}});
}

}  // namespace
}  // namespace beam::testing
