#include "transforms/kv_swap.h"

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

TEST_CASE("KvSwap gives each pair the other way round") {
  TestPipeline p;
  const auto result = KvSwap(Create<Pair>(p, {{"a", 1}, {"a", 2}, {"b", -1}}));
  Expect(result).ToContainInAnyOrder({{-1, "b"}, {1, "a"}, {2, "a"}});
  p.Run();
}

TEST_CASE("KvSwap keeps timestamp and window") {
  TestPipeline p;
  const auto result = Collect(KvSwap(WindowByTens(Create(p, {At(12, Pair{"a", 1})}))));
  p.Run();
  CHECK(SortedInWindows(result) == std::vector<InWindow<KV<int, std::string>>>{{10, {1, "a"}}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

}  // namespace
}  // namespace beam::testing
