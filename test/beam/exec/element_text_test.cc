#include "beam/exec/element_text.h"

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "beam/iter.h"

namespace beam::internal {
namespace {

enum class Color { kRed = 4 };
struct Click {
  std::string user;
  std::int64_t at = 0;
};

TEST_CASE("elements are printed as people write them") {
  CHECK(ElementText(std::string("word")) == "\"word\"");
  CHECK(ElementText(std::string("a\tb")) == "\"a\\x09b\"");
  CHECK(ElementText(true) == "true");
  CHECK(ElementText(-7) == "-7");
  CHECK(ElementText(0.5) == "0.5");
  CHECK(ElementText(Color::kRed) == "4");
  CHECK(ElementText(KV<std::string, int>{"a", 1}) == "(\"a\", 1)");
  CHECK(ElementText(std::vector<int>{1, 2}) == "[1, 2]");
  CHECK(ElementText(std::vector<bool>{true, false}) == "[true, false]");
  CHECK(ElementText(std::map<std::string, int>{{"a", 1}, {"b", 2}}) == "[(\"a\", 1), (\"b\", 2)]");
  CHECK(ElementText(std::optional<int>(3)) == "3");
  CHECK(ElementText(std::optional<int>()) == "null");
  CHECK(ElementText(Click{"ann", 3}) == "{user: \"ann\", at: 3}");
}

TEST_CASE("long elements are cut, and say how long they are") {
  const std::string text = ElementText(std::string(1'000'000, 'x'));
  CHECK(text.size() < 250);
  CHECK_THAT(text, Catch::Contains("1000000 bytes"));
  CHECK(ElementText(std::vector<int>(100, 1)) == "[1, 1, 1, 1, 1, 1, 1, 1, ...]");
}

TEST_CASE("what cannot be printed has no text, and stands as dots where it is a part") {
  CHECK(ElementText(std::unique_ptr<int>()).empty());
  CHECK(ElementText(KV<std::string, Iter<int>>{"key", {}}) == "(\"key\", ...)");
  CHECK(ElementText(std::vector<std::unique_ptr<int>>(2)) == "[..., ...]");
}

}  // namespace
}  // namespace beam::internal
