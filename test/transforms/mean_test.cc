#include "transforms/mean.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

template <class T>
double MeanOf(const std::vector<T>& values) {
  TestPipeline p;
  const auto mean = Collect(Mean(Create(p, values)));
  p.Run();
  REQUIRE(mean.size() == 1);
  return mean.values()[0];
}

TEST_CASE("Mean divides the sum by the count, as a double") {
  CHECK(MeanOf<int>({1, 2}) == 1.5);
  CHECK(MeanOf<double>({0.5, 1.5, 4}) == 2);
  CHECK(MeanOf<std::uint8_t>({255, 255, 0}) == 170);
}

TEST_CASE("Mean of nothing is NaN") { CHECK(std::isnan(MeanOf<int>({}))); }

TEST_CASE("Mean does not overflow where a sum of integers would") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  CHECK(MeanOf<std::int64_t>({kMax, kMax, kMax, kMax}) == static_cast<double>(kMax));
}

TEST_CASE("MeanPerKey gives each key the mean of its values") {
  TestPipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 7}, {"a", 4}});
  const auto means = MeanPerKey(pairs);
  Expect(means).ToContainInAnyOrder({{"a", 2.5}, {"b", 7}});
  p.Run();
}

TEST_CASE("the mean of many numbers is that of few") {
  std::vector<int> numbers;
  for (int i = 0; i < 30'000; ++i) numbers.push_back(i % 3);
  CHECK(MeanOf(numbers) == 1);
}

TEST_CASE("means are made within windows") {
  TestPipeline p;
  const auto means = Collect(Mean(WindowByTens(Create(p, {At(0, 1), At(9, 2), At(10, 4)}))));
  p.Run();
  CHECK(SortedInWindows(means) == std::vector<InWindow<double>>{{0, 1.5}, {10, 4}});
}

TEST_CASE("Mean's function gives the same mean however its input is cut and merged") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 50; ++i) numbers.push_back(static_cast<std::int64_t>(random.Below(1'000)));
  CheckCombineFn(MeanFn<std::int64_t>(), numbers, {.seed = random_seed});
}

}  // namespace
}  // namespace beam::testing
