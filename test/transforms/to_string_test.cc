#include "transforms/to_string.h"

#include <cstdint>
#include <map>
#include <optional>

#include "test/transforms/in_windows.h"

namespace beam::testing {
namespace {

template <class T>
std::string TextOf(const T& value, const std::string& delimiter = ",") {
  TestPipeline p;
  const auto text = Collect(ToString(Create(p, std::vector<T>{value}), delimiter));
  p.Run();
  REQUIRE(text.size() == 1);
  return text.values()[0];
}

TEST_CASE("ToString writes numbers in the fewest digits that read back") {
  CHECK(TextOf(-42) == "-42");
  CHECK(TextOf(std::uint64_t{18446744073709551615u}) == "18446744073709551615");
  CHECK(TextOf(0.1) == "0.1");
  CHECK(TextOf(1e300) == "1e+300");
  CHECK(TextOf(std::uint8_t{65}) == "65");
}

TEST_CASE("ToString writes text, characters and truth as they are") {
  CHECK(TextOf(std::string("a,b")) == "a,b");
  CHECK(TextOf('x') == "x");
  CHECK(TextOf(true) == "true");
}

TEST_CASE("ToString puts the delimiter between the parts of pairs and ranges") {
  CHECK(TextOf(KV<std::string, int>{"a", 1}) == "a,1");
  CHECK(TextOf(KV<std::string, int>{"a", 1}, ": ") == "a: 1");
  CHECK(TextOf(std::vector<int>{1, 2, 3}, " ") == "1 2 3");
  CHECK(TextOf(std::vector<int>{}) == "");
  CHECK(TextOf(KV<int, std::vector<std::string>>{1, {"x", "y"}}) == "1,x,y");
}

TEST_CASE("ToString writes nothing for an empty optional") {
  CHECK(TextOf(std::optional<int>(3)) == "3");
  CHECK(TextOf(KV<int, std::optional<int>>{1, std::nullopt}) == "1,");
}

TEST_CASE("ToString keeps timestamp and window") {
  TestPipeline p;
  const auto result = Collect(ToString(WindowByTens(Create(p, {At(12, 7)}))));
  p.Run();
  CHECK(SortedInWindows(result) == std::vector<InWindow<std::string>>{{10, "7"}});
  CHECK(result.metas()[0].timestamp == Timestamp::Millis(12));
}

}  // namespace
}  // namespace beam::testing
