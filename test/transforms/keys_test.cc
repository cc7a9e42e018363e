#include "transforms/keys.h"

#include "test/transforms/collected.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

TEST_CASE("Keys gives the key of each pair, repeated ones too") {
  Pipeline p;
  const auto result = Collect(Keys(Create<Pair>(p, {{"a", 1}, {"a", 2}, {"b", -1}})));
  p.Run().Check();
  CHECK(Sorted(result) == std::vector<std::string>{"a", "a", "b"});
}

TEST_CASE("Keys keeps timestamp and window") {
  Pipeline p;
  const auto result = Collect(Keys(WindowByTens(Create(p, {At(12, Pair{"a", 1})}))));
  p.Run().Check();
  CHECK(SortedInWindows(result) == std::vector<InWindow<std::string>>{{10, "a"}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

}  // namespace
}  // namespace beam::testing
