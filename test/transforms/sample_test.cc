#include "transforms/sample.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

std::vector<int> UpTo(int n) {
  std::vector<int> numbers(static_cast<std::size_t>(n));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST_CASE("Sample draws as many elements as asked for, none twice") {
  TestPipeline p;
  const auto sample = Collect(Sample(Create(p, UpTo(10'000)), 50));
  p.Run();
  REQUIRE(sample.size() == 1);
  std::vector<int> drawn = sample.values()[0];
  std::sort(drawn.begin(), drawn.end());
  CHECK(drawn.size() == 50);
  CHECK(std::adjacent_find(drawn.begin(), drawn.end()) == drawn.end());
  CHECK(drawn.front() >= 0);
  CHECK(drawn.back() < 10'000);
}

TEST_CASE("Sample draws all elements when there are fewer, equal ones each") {
  TestPipeline p;
  const auto few = Sample(Create(p, {7, 7}), 3);
  const auto none = Sample(Create(p, std::vector<int>()), 3);
  Expect(few).ToBe({7, 7});
  Expect(none).ToBe({});
  p.Run();
}

TEST_CASE("SamplePerKey draws among the values of each key") {
  std::vector<KV<std::string, int>> pairs;
  for (int i = 0; i < 5'000; ++i) pairs.push_back({i % 2 == 0 ? "even" : "odd", i});
  TestPipeline p;
  const auto samples = Collect(SamplePerKey(Create(p, pairs), 20));
  p.Run();
  REQUIRE(samples.size() == 2);
  for (const auto& [key, drawn] : samples) {
    CHECK(drawn.size() == 20);
    for (const int number : drawn) CHECK((number % 2 == 0) == (key == "even"));
  }
}

// Draws one of ten values, many times over, from functions seeded one after the other. The count of each value is
// binomial; seven standard deviations miss it once in 10^12.
TEST_CASE("every element is drawn equally often, also when accumulators are merged") {
  BEAM_RANDOM(random);
  constexpr int kDraws = 20'000;
  constexpr int kValues = 10;
  std::array<int, kValues> drawn = {};
  SampleFn<int> fn{1, random.Word()};
  for (int draw = 0; draw < kDraws; ++draw) {
    auto left = fn.CreateAccumulator();
    auto right = fn.CreateAccumulator();
    for (int value = 0; value < kValues; ++value) fn.AddInput(value < 3 ? left : right, value);
    fn.MergeAccumulators(left, right);
    ++drawn[static_cast<std::size_t>(fn.ExtractOutput(left)[0])];
  }
  const double expected = double{kDraws} / kValues;
  const double deviation = std::sqrt(expected * (1 - 1.0 / kValues));
  for (const int count : drawn) CHECK(std::abs(count - expected) < 7 * deviation);
}

TEST_CASE("each copy of the function draws ranks of its own") {
  SampleFn<int> one{100};
  SampleFn<int> other{100};
  one.Setup();
  other.Setup();
  auto first = one.CreateAccumulator();
  auto second = other.CreateAccumulator();
  for (int value = 0; value < 100; ++value) {
    one.AddInput(first, value);
    other.AddInput(second, value);
  }
  CHECK(first[0].rank != second[0].rank);
}

TEST_CASE("Sample of fewer than one element is refused") {
  Pipeline p;
  CHECK_THROWS_WITH(Sample(Create(p, {1}), 0), Catch::Contains("Sample keeps at least one element"));
}

TEST_CASE("Sample draws within windows") {
  TestPipeline p;
  const auto sample = Collect(Sample(WindowByTens(Create(p, {At(1, 7), At(2, 7), At(11, 8)})), 1));
  p.Run();
  CHECK(SortedInWindows(sample) == std::vector<InWindow<std::vector<int>>>{{0, {7}}, {10, {8}}});
}

}  // namespace
}  // namespace beam::testing
