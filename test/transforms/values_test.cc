#include "transforms/values.h"

#include "test/transforms/collected.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

TEST_CASE("Values gives the value of each pair") {
  Pipeline p;
  const auto result = Collect(Values(Create<Pair>(p, {{"a", 1}, {"a", 2}, {"b", -1}})));
  p.Run().Check();
  CHECK(Sorted(result) == std::vector<int>{-1, 1, 2});
}

TEST_CASE("Values keeps timestamp and window") {
  Pipeline p;
  const auto result = Collect(Values(WindowByTens(Create(p, {At(12, Pair{"a", 1})}))));
  p.Run().Check();
  CHECK(SortedInWindows(result) == std::vector<InWindow<int>>{{10, 1}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

}  // namespace
}  // namespace beam::testing
