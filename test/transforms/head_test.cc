#include "transforms/head.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

TEST_CASE("Head gives as many different elements as asked for") {
  std::vector<std::int64_t> numbers(10'000);
  std::iota(numbers.begin(), numbers.end(), 0);
  TestPipeline p;
  const auto head = Collect(Head(Create(p, numbers), 25));
  p.Run();
  std::vector<std::int64_t> sorted = head.values();
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted.size() == 25);
  CHECK(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end());
  CHECK(sorted.front() >= 0);
  CHECK(sorted.back() < 10'000);
}

TEST_CASE("Head gives all elements when there are fewer") {
  TestPipeline p;
  const auto few = Head(Create(p, {"a", "b"}), 3);
  const auto none = Head(Create(p, std::vector<int>()), 3);
  Expect(few).ToContainInAnyOrder({"a", "b"});
  Expect(none).ToBeEmpty();
  p.Run();
}

TEST_CASE("Head of fewer than one element is refused") {
  Pipeline p;
  CHECK_THROWS_WITH(Head(Create(p, {1}), 0), Catch::Contains("Head keeps at least one element"));
}

TEST_CASE("Head looks within windows") {
  TestPipeline p;
  const auto head = Collect(Head(WindowByTens(Create(p, {At(1, 7), At(2, 7), At(11, 8)})), 1));
  p.Run();
  CHECK(SortedInWindows(head) == std::vector<InWindow<int>>{{0, 7}, {10, 8}});
}

}  // namespace
}  // namespace beam::testing
