#include "beam/testing/printed.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "coders/coders.h"

namespace beam::testing {
namespace {

enum class Size : std::uint8_t { kSmall = 3 };
struct Click {
  std::string user;
  std::vector<int> path;
};
class Opaque {
 public:
  explicit Opaque(int value) : value_(value) {}
  int value() const { return value_; }

 private:
  int value_;
};
class Silent {
 public:
  explicit Silent(int) {}

 private:
  std::unique_ptr<int> nothing_;
};

}  // namespace
}  // namespace beam::testing

template <>
struct beam::Coder<beam::testing::Opaque> {
  static std::string Encode(const beam::testing::Opaque& value) {
    return std::string(1, static_cast<char>(value.value()));
  }
  static beam::testing::Opaque Decode(std::string_view bytes) { return beam::testing::Opaque(bytes[0]); }
};

namespace beam::testing {
namespace {

TEST_CASE("strings are quoted and what cannot be seen is escaped") {
  CHECK(Printed(std::string("word")) == "\"word\"");
  CHECK(Printed(std::string("a \"b\"\\\n\t\0z", 10)) == R"("a \"b\"\\\n\t\x00z")");
  CHECK(Printed(std::string("äöü 漢 😀")) == "\"äöü 漢 😀\"");
  CHECK(Printed(std::string("\xff\xc3(\xe6\xbc")) == R"("\xff\xc3(\xe6\xbc")");
  CHECK(Printed("literal") == "\"literal\"");
  CHECK(Printed(std::string(5000, 'x')) == '"' + std::string(1000, 'x') + "\"... (5000 bytes)");
}

TEST_CASE("numbers are printed so that they can be told apart") {
  CHECK(Printed(42) == "42");
  CHECK(Printed(std::uint8_t{200}) == "200");
  CHECK(Printed(std::int8_t{-1}) == "-1");
  CHECK(Printed('x') == "\"x\"");
  CHECK(Printed(true) == "true");
  CHECK(Printed(0.1) == "0.1");
  CHECK(Printed(0.1F) == "0.1");
  CHECK(Printed(1.0 / 3) == "0.3333333333333333");
  CHECK(Printed(Size::kSmall) == "3");
}

TEST_CASE("pairs, tuples, containers, optional values and variants are printed by their parts") {
  CHECK(Printed(KV<std::string, int>{"a", 1}) == "(\"a\", 1)");
  CHECK(Printed(std::pair(1, std::string("b"))) == "(1, \"b\")");
  CHECK(Printed(std::tuple(1, 2.5, true)) == "(1, 2.5, true)");
  CHECK(Printed(std::vector<int>{1, 2}) == "[1, 2]");
  CHECK(Printed(std::vector<bool>{true, false}) == "[true, false]");
  CHECK(Printed(std::map<std::string, int>{{"a", 1}}) == "[(\"a\", 1)]");
  CHECK(Printed(std::array<int, 2>{1, 2}) == "[1, 2]");
  CHECK(Printed(std::optional<int>()) == "null");
  CHECK(Printed(std::optional<int>(3)) == "3");
  CHECK(Printed(std::make_unique<int>(3)) == "3");
  CHECK(Printed(std::variant<int, std::string>("x")) == "\"x\"");
  CHECK(Printed(std::vector<int>(1000)).substr(291) == " 0, 0, 0, ...]");
}

TEST_CASE("structs are printed by their fields, event time by its unit, other types by their bytes") {
  CHECK(Printed(Click{"ada", {1, 2}}) == "{user: \"ada\", path: [1, 2]}");
  CHECK(Printed(Timestamp::Millis(17)) == "17 ms");
  CHECK(Printed(Timestamp::Min()) == "the minimum timestamp");
  CHECK(Printed(Window::Global()) == "the global window");
  CHECK(Printed(Window(Timestamp::Millis(0), Timestamp::Millis(10))) == "[0 ms, 10 ms)");
  CHECK(Printed(Duration(5)) == "5 x 1/1000 s");
  CHECK(Printed(Opaque(0x41)) == "bytes(0141)");
  CHECK(Printed(Silent(1)) == "(a value that has no text: it is no plain struct and has no coder)");
}

}  // namespace
}  // namespace beam::testing
