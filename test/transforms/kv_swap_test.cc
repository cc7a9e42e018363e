#include "transforms/kv_swap.h"

#include "test/transforms/collected.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

TEST_CASE("KvSwap gives each pair the other way round") {
  Pipeline p;
  const auto result = Collect(KvSwap(Create<Pair>(p, {{"a", 1}, {"a", 2}, {"b", -1}})));
  p.Run().Check();
  CHECK(Sorted(result) == std::vector<KV<int, std::string>>{{-1, "b"}, {1, "a"}, {2, "a"}});
}

TEST_CASE("KvSwap keeps timestamp and window") {
  Pipeline p;
  const auto result = Collect(KvSwap(WindowByTens(Create(p, {At(12, Pair{"a", 1})}))));
  p.Run().Check();
  CHECK(SortedInWindows(result) == std::vector<InWindow<KV<int, std::string>>>{{10, {1, "a"}}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

}  // namespace
}  // namespace beam::testing
