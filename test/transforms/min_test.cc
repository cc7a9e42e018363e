#include "transforms/min.h"

#include <cmath>
#include <cstdint>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

template <class T>
T MinOf(const std::vector<T>& values) {
  TestPipeline p;
  const auto result = Collect(Min(Create(p, values)));
  p.Run();
  REQUIRE(result.size() == 1);
  return result.values()[0];
}

TEST_CASE("Min gives the smallest element") {
  CHECK(MinOf<double>({0.5, -3.5, 2.5}) == -3.5);
  CHECK(MinOf<std::string>({"b", "a"}) == "a");
  CHECK(MinOf<int>({7}) == 7);
}

TEST_CASE("Min of nothing is nothing") {
  TestPipeline p;
  const auto result = Min(Create(p, std::vector<int>()));
  Expect(result).ToBeEmpty();
  p.Run();
}

TEST_CASE("Min takes NaN for less than every number, wherever it stands") {
  const double nan = std::nan("");
  CHECK(std::isnan(MinOf<double>({1, nan, 2})));
  CHECK(std::isnan(MinOf<double>({nan, nan})));
}

TEST_CASE("Min compares as it is told") {
  TestPipeline p;
  const auto words = Create(p, {"banana", "fig", "apple"});
  const auto result =
      Collect(Min(words, [](const std::string& a, const std::string& b) { return a.size() < b.size(); }));
  p.Run();
  CHECK(result.values() == std::vector<std::string>{"fig"});
}

TEST_CASE("MinPerKey gives each key the smallest of its values") {
  TestPipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", -7}, {"a", 4}});
  const auto result = MinPerKey(pairs);
  Expect(result).ToContainInAnyOrder({{"a", 1}, {"b", -7}});
  p.Run();
}

TEST_CASE("Min agrees with std::min_element on random text") {
  BEAM_RANDOM(random);
  std::vector<std::string> texts;
  for (int i = 0; i < 10'000; ++i) texts.push_back(random.Bytes(random.Below(40)));
  CHECK(MinOf(texts) == *std::min_element(texts.begin(), texts.end()));
}

TEST_CASE("Min looks within windows") {
  TestPipeline p;
  const auto result = Collect(Min(WindowByTens(Create(p, {At(0, 1), At(9, 2), At(10, 4)}))));
  p.Run();
  CHECK(SortedInWindows(result) == std::vector<InWindow<int>>{{0, 1}, {10, 4}});
}

TEST_CASE("Min's function keeps the same value however its input is cut and merged") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 50; ++i) numbers.push_back(static_cast<std::int64_t>(random.Below(1'000)));
  CheckCombineFn(ExtremeFn<std::int64_t, NaturalOrder>(), numbers, {.seed = random_seed});
}

}  // namespace
}  // namespace beam::testing
