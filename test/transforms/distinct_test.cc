#include "transforms/distinct.h"

#include <set>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

TEST_CASE("Distinct gives each element once") {
  TestPipeline p;
  const auto words = Distinct(Create(p, {"to", "be", "or", "not", "to", "be"}));
  Expect(words).ToContainInAnyOrder({"be", "not", "or", "to"});
  p.Run();
}

TEST_CASE("Distinct of nothing is nothing") {
  TestPipeline p;
  const auto words = Distinct(Create(p, std::vector<std::string>()));
  Expect(words).ToBeEmpty();
  p.Run();
}

TEST_CASE("Distinct agrees with a set on random numbers") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < 20'000; ++i) numbers.push_back(static_cast<std::int64_t>(random.Below(9'000)));
  const std::set<std::int64_t> expected(numbers.begin(), numbers.end());
  TestPipeline p;
  const auto distinct = Distinct(Create(p, numbers));
  Expect(distinct).ToContainInAnyOrder(std::vector<std::int64_t>(expected.begin(), expected.end()));
  p.Run();
}

TEST_CASE("DistinctBy keeps one element of each key") {
  TestPipeline p;
  const auto words = Create(p, {"fig", "bear", "ape", "owl", "lion"});
  const auto kept = Collect(DistinctBy(words, [](const std::string& word) { return word.size(); }));
  p.Run();
  REQUIRE(kept.size() == 2);
  std::multiset<std::size_t> sizes;
  for (const std::string& word : kept) sizes.insert(word.size());
  CHECK(sizes == std::multiset<std::size_t>{3, 4});
}

TEST_CASE("an element is distinct within its window") {
  TestPipeline p;
  const auto numbers = Collect(Distinct(WindowByTens(Create(p, {At(1, 7), At(2, 7), At(11, 7)}))));
  p.Run();
  CHECK(SortedInWindows(numbers) == std::vector<InWindow<int>>{{0, 7}, {10, 7}});
}

}  // namespace
}  // namespace beam::testing
