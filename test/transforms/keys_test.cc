#include "transforms/keys.h"

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, int>;

TEST_CASE("Keys gives the key of each pair, repeated ones too") {
  TestPipeline p;
  const auto result = Keys(Create<Pair>(p, {{"a", 1}, {"a", 2}, {"b", -1}}));
  Expect(result).ToContainInAnyOrder({"a", "a", "b"});
  p.Run();
}

TEST_CASE("Keys keeps timestamp and window") {
  TestPipeline p;
  const auto result = Collect(Keys(WindowByTens(Create(p, {At(12, Pair{"a", 1})}))));
  p.Run();
  CHECK(SortedInWindows(result) == std::vector<InWindow<std::string>>{{10, "a"}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

}  // namespace
}  // namespace beam::testing
