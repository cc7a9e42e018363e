#include "transforms/max.h"

#include <cmath>
#include <cstdint>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

template <class T>
T MaxOf(const std::vector<T>& values) {
  TestPipeline p;
  const auto result = Collect(Max(Create(p, values)));
  p.Run();
  REQUIRE(result.size() == 1);
  return result.values()[0];
}

TEST_CASE("Max gives the largest element") {
  CHECK(MaxOf<double>({0.5, -3.5, 2.5}) == 2.5);
  CHECK(MaxOf<std::string>({"b", "a"}) == "b");
  CHECK(MaxOf<int>({7}) == 7);
}

TEST_CASE("Max of nothing is nothing") {
  TestPipeline p;
  const auto result = Max(Create(p, std::vector<int>()));
  Expect(result).ToBeEmpty();
  p.Run();
}

TEST_CASE("Max takes NaN for less than every number, wherever it stands") {
  const double nan = std::nan("");
  CHECK(MaxOf<double>({1, nan, 2}) == 2);
  CHECK(std::isnan(MaxOf<double>({nan, nan})));
}

TEST_CASE("Max compares as it is told") {
  TestPipeline p;
  const auto words = Create(p, {"banana", "fig", "apple"});
  const auto result =
      Collect(Max(words, [](const std::string& a, const std::string& b) { return a.size() < b.size(); }));
  p.Run();
  CHECK(result.values() == std::vector<std::string>{"banana"});
}

TEST_CASE("MaxPerKey gives each key the largest of its values") {
  TestPipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", -7}, {"a", 4}});
  const auto result = MaxPerKey(pairs);
  Expect(result).ToContainInAnyOrder({{"a", 4}, {"b", -7}});
  p.Run();
}

TEST_CASE("Max agrees with std::max_element on random text") {
  BEAM_RANDOM(random);
  std::vector<std::string> texts;
  for (int i = 0; i < 10'000; ++i) texts.push_back(random.Bytes(random.Below(40)));
  CHECK(MaxOf(texts) == *std::max_element(texts.begin(), texts.end()));
}

TEST_CASE("Max looks within windows") {
  TestPipeline p;
  const auto result = Collect(Max(WindowByTens(Create(p, {At(0, 1), At(9, 2), At(10, 4)}))));
  p.Run();
  CHECK(SortedInWindows(result) == std::vector<InWindow<int>>{{0, 2}, {10, 4}});
}

TEST_CASE("Max's function keeps the same value however its input is cut and merged") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 50; ++i) numbers.push_back(static_cast<std::int64_t>(random.Below(1'000)));
  CheckCombineFn(ExtremeFn<std::int64_t, ReverseOrder<NaturalOrder>>(), numbers, {.seed = random_seed});
}

}  // namespace
}  // namespace beam::testing
