#include "transforms/values.h"

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

TEST_CASE("Values gives the value of each pair") {
  TestPipeline p;
  const auto result = Values(Create<Pair>(p, {{"a", 1}, {"a", 2}, {"b", -1}}));
  Expect(result).ToContainInAnyOrder({-1, 1, 2});
  p.Run();
}

TEST_CASE("Values keeps timestamp and window") {
  TestPipeline p;
  const auto result = Collect(Values(WindowByTens(Create(p, {At(12, Pair{"a", 1})}))));
  p.Run();
  CHECK(SortedInWindows(result) == std::vector<InWindow<int>>{{10, 1}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

}  // namespace
}  // namespace beam::testing
