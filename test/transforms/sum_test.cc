#include "transforms/sum.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

template <class T>
T SumOf(const std::vector<T>& values) {
  TestPipeline p;
  const auto sum = Collect(Sum(Create(p, values)));
  p.Run();
  REQUIRE(sum.size() == 1);
  return sum.values()[0];
}

TEST_CASE("Sum adds numbers in their own type, and gives zero for none") {
  CHECK(SumOf<std::int64_t>({1, 2, 39}) == 42);
  CHECK(SumOf<std::int32_t>({}) == 0);
  CHECK(SumOf<double>({0.5, 0.25, -1}) == -0.25);
  CHECK(SumOf<std::chrono::milliseconds>({std::chrono::seconds(1), std::chrono::milliseconds(5)}).count() == 1005);
  static_assert(std::is_same_v<decltype(SumOf<std::uint8_t>({})), std::uint8_t>);
}

TEST_CASE("integers wrap around where their type ends") {
  CHECK(SumOf<std::int64_t>({std::numeric_limits<std::int64_t>::max(), 1}) == std::numeric_limits<std::int64_t>::min());
  CHECK(SumOf<std::int32_t>({std::numeric_limits<std::int32_t>::min(), -1}) ==
        std::numeric_limits<std::int32_t>::max());
  CHECK(SumOf<std::int8_t>({100, 100}) == -56);
  CHECK(SumOf<std::uint8_t>({200, 100}) == 44);
}

struct Money {
  std::int64_t cents = 0;
  friend Money operator+(Money a, Money b) { return {a.cents + b.cents}; }
};

TEST_CASE("Sum adds values of a type with its own plus") { CHECK(SumOf<Money>({{150}, {250}}).cents == 400); }

TEST_CASE("SumPerKey agrees with a map on random pairs") {
  BEAM_RANDOM(random);
  std::vector<KV<std::string, std::int64_t>> pairs;
  std::map<std::string, std::int64_t> expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string key = "key" + std::to_string(random.Below(300));
    const auto value = static_cast<std::int64_t>(random.Below(1000)) - 500;
    pairs.push_back({key, value});
    expected[key] += value;
  }
  std::vector<KV<std::string, std::int64_t>> sums_by_key;
  for (const auto& [key, sum] : expected) sums_by_key.push_back({key, sum});
  TestPipeline p;
  const auto sums = SumPerKey(Create(p, pairs));
  Expect(sums).ToContainInAnyOrder(sums_by_key);
  p.Run();
}

TEST_CASE("sums are made within windows") {
  TestPipeline p;
  const auto numbers = WindowByTens(Create(p, {At(0, 1), At(9, 2), At(10, 4)}));
  const auto sums = Collect(Sum(numbers));
  p.Run();
  CHECK(SortedInWindows(sums) == std::vector<InWindow<int>>{{0, 3}, {10, 4}});
}

TEST_CASE("Sum's function gives the same sum however its input is cut and merged") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 50; ++i) numbers.push_back(static_cast<std::int64_t>(random.Below(1'000)));
  CheckCombineFn(SumFn<std::int64_t>(), numbers, {.seed = random_seed});
}

}  // namespace
}  // namespace beam::testing
