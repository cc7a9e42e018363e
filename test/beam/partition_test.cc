#include "beam/partition.h"

#include "test/beam/sorted.h"
#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using Numbers = std::vector<std::int64_t>;

Numbers FirstNumbers(std::int64_t n) {
  Numbers numbers;
  for (std::int64_t i = 0; i < n; ++i) numbers.push_back(i);
  return numbers;
}

TEST_CASE("Partition<N> splits into an array") {
  Pipeline p;
  auto [zero, one, two] = Partition<3>(Create(p, FirstNumbers(3'000)), [](std::int64_t n) { return n % 3; });
  const Collected<std::int64_t> parts[] = {Collect(zero), Collect(one), Collect(two)};
  p.Run().Check();
  for (std::int64_t part = 0; part < 3; ++part) {
    const Numbers sorted = Sorted(parts[part]);
    REQUIRE(sorted.size() == 1'000);
    for (std::int64_t i = 0; i < 1'000; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == 3 * i + part);
  }
}

TEST_CASE("Partition of a number known at run time gives a vector") {
  Pipeline p;
  const auto words = Create(p, {"a", "bb", "cc", "ddd"});
  const std::vector<PCollection<std::string>> by_size = Partition(words, 4, &std::string::size);
  REQUIRE(by_size.size() == 4);
  const auto none = Collect(by_size[0]);
  const auto two = Collect(by_size[2]);
  const auto all = Collect(words);
  p.Run().Check();
  CHECK(none.size() == 0);
  CHECK(Sorted(two) == std::vector<std::string>{"bb", "cc"});
  CHECK(Sorted(all) == std::vector<std::string>{"a", "bb", "cc", "ddd"});
}

TEST_CASE("Partition keeps event times and windows") {
  Pipeline p;
  const auto input = WindowByTens(Create(p, {At(1, 1), At(12, 2), At(13, 3)}));
  auto [even, odd] = Partition<2>(input, [](int n) { return n & 1; });
  const auto evens = Collect(even);
  const auto odds = Collect(odd);
  p.Run().Check();
  CHECK(SortedInWindows(evens) == std::vector<InWindow<int>>{{10, 2}});
  CHECK(SortedInWindows(odds) == std::vector<InWindow<int>>{{0, 1}, {10, 3}});
}

TEST_CASE("a number that is no partition fails the run") {
  for (const int number : {-1, 2}) {
    Pipeline p;
    Partition<2>(Create(p, {5}), Named("split", [number](int) { return number; }));
    const PipelineResult result = p.Run();
    CHECK(result.status().code() == StatusCode::kOutOfRange);
    CHECK_THAT(result.status().ToString(),
               Catch::Contains("'split'") && Catch::Contains("element = 5") &&
                   Catch::Contains("returned = " + std::to_string(number) + ", partitions = 2"));
  }
}

TEST_CASE("no partition at all is refused when the step is made") {
  Pipeline p;
  const auto numbers = Create(p, {5});
  const std::size_t none = 0;
  CHECK_THROWS_AS(Partition(numbers, none, [](int n) { return n; }), Error);
}

}  // namespace
}  // namespace beam::testing
