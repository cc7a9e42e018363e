#include "transforms/count.h"

#include <map>

#include "test/transforms/collected.h"

namespace beam::testing {
namespace {

using WordCount = KV<std::string, std::int64_t>;

TEST_CASE("Count gives each distinct element with how often it comes") {
  Pipeline p;
  const auto counts = Collect(Count(Create(p, {"to", "be", "or", "not", "to", "be"})));
  p.Run().Check();
  CHECK(Sorted(counts) == std::vector<WordCount>{{"be", 2}, {"not", 1}, {"or", 1}, {"to", 2}});
}

TEST_CASE("Count of nothing is nothing, and CountAll of nothing is zero") {
  Pipeline p;
  const auto none = Create(p, std::vector<std::string>());
  const auto counts = Collect(Count(none));
  const auto all = Collect(CountAll(none));
  p.Run().Check();
  CHECK(counts.size() == 0);
  CHECK(all.values() == std::vector<std::int64_t>{0});
}

TEST_CASE("Count agrees with a map on random numbers") {
  BEAM_RANDOM(random);
  std::vector<std::int64_t> numbers;
  std::map<std::int64_t, std::int64_t> expected;
  for (int i = 0; i < 20'000; ++i) {
    numbers.push_back(static_cast<std::int64_t>(random.Below(700)) - 350);
    ++expected[numbers.back()];
  }
  Pipeline p;
  const auto counts = Collect(Count(Create(p, numbers)));
  const auto all = Collect(CountAll(Create(p, numbers)));
  p.Run().Check();
  std::vector<KV<std::int64_t, std::int64_t>> pairs;
  for (const auto& [number, count] : expected) pairs.push_back({number, count});
  CHECK(Sorted(counts) == pairs);
  CHECK(all.values() == std::vector<std::int64_t>{20'000});
}

TEST_CASE("CountPerKey counts the values of each key, equal ones too") {
  Pipeline p;
  const auto pairs = Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 1}, {"a", 1}, {"a", 2}});
  const auto counts = Collect(CountPerKey(pairs));
  p.Run().Check();
  CHECK(Sorted(counts) == std::vector<WordCount>{{"a", 3}, {"b", 1}});
}

TEST_CASE("counts are made within windows") {
  Pipeline p;
  const auto words = WindowByTens(Create(
      p, {At(1, std::string("a")), At(5, std::string("a")), At(12, std::string("a")), At(13, std::string("b"))}));
  const auto counts = Collect(Count(words));
  const auto all = Collect(CountAll(words));
  p.Run().Check();
  CHECK(SortedInWindows(counts) == std::vector<InWindow<WordCount>>{{0, {"a", 2}}, {10, {"a", 1}}, {10, {"b", 1}}});
  CHECK(SortedInWindows(all) == std::vector<InWindow<std::int64_t>>{{0, 2}, {10, 2}});
}

}  // namespace
}  // namespace beam::testing
