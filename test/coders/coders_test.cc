// What types have coders by being what they are, what the coders write, and that it reads back.
#include "coders/coders.h"

#include <array>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include <catch2/catch.hpp>

#include "coders/length_prefix.h"
#include "test/coders/mutations.h"
#include "test/coders/vectors.h"

namespace {

enum class Color : std::uint8_t { kRed, kGreen };
enum Signed : int { kMinus = -1, kPlus = 1 };

struct Point {
  std::int32_t x = 0;
  std::optional<std::string> label;
  auto operator<=>(const Point&) const = default;
};
struct MoveOnly {
  MoveOnly(MoveOnly&&) = default;
  MoveOnly& operator=(MoveOnly&&) = default;
  explicit MoveOnly(int n) : number(n) {}
  int number;
  bool operator==(const MoveOnly&) const = default;
};
// Movable, not assignable, without a default.
struct Fixed {
  explicit Fixed(int n) : number(n) {}
  const int number;
  bool operator==(const Fixed&) const = default;
};
struct Tree {
  int value;
  std::vector<Tree> children;
};
struct Holder {
  int number;
  std::unique_ptr<int> pointer;
};

}  // namespace

template <>
struct beam::Coder<MoveOnly> {
  static std::string Encode(const MoveOnly& value) { return std::to_string(value.number); }
  static MoveOnly Decode(std::string_view bytes) { return MoveOnly(static_cast<int>(bytes.size())); }
  static constexpr bool kDeterministic = true;
};
template <>
struct beam::Coder<Fixed> {
  static std::string Encode(const Fixed& value) { return std::string(static_cast<std::size_t>(value.number), '#'); }
  static Fixed Decode(std::string_view bytes) { return Fixed(static_cast<int>(bytes.size())); }
};

namespace beam {
namespace {

using testing::Hex;

// Nested and outer form, and the nested form once more into a slot that holds something already.
template <class T>
void CheckRoundTrip(const T& value, T slot) {
  const std::string nested = EncodeElement(value);
  INFO("bytes " << Hex(nested));
  CHECK(DecodeElement<T>(nested) == value);
  ByteReader reader(nested);
  internal::DecodeNestedInto(reader, slot);
  CHECK(slot == value);
  CHECK(reader.empty());

  std::string outer;
  ByteWriter writer(outer);
  internal::EncodeOuter(value, writer);
  ByteReader outer_reader(outer);
  CHECK(outer_reader.WithLimit(outer.size(), [&] { return internal::DecodeOuter<T>(outer_reader); }) == value);

  testing::CheckMutations(nested, [](std::string_view mutated) { EncodeElement(DecodeElement<T>(mutated)); });
}
template <class T>
void CheckRoundTrip(const T& value) {
  CheckRoundTrip<T>(value, value);
}

TEST_CASE("numbers of every width keep their value, and refuse one that is too wide") {
  CheckRoundTrip<std::int8_t>(-128);
  CheckRoundTrip<std::uint8_t>(255);
  CheckRoundTrip<std::int16_t>(-32768);
  CheckRoundTrip<std::uint16_t>(65535);
  CheckRoundTrip<std::int32_t>(std::numeric_limits<std::int32_t>::min());
  CheckRoundTrip<std::uint32_t>(std::numeric_limits<std::uint32_t>::max());
  CheckRoundTrip<std::int64_t>(std::numeric_limits<std::int64_t>::min());
  CheckRoundTrip<std::uint64_t>(std::numeric_limits<std::uint64_t>::max());
  CheckRoundTrip<char>('x');
  CheckRoundTrip<bool>(true);
  CheckRoundTrip(0.1);
  CheckRoundTrip(0.1f);
  CheckRoundTrip(Color::kGreen);
  CheckRoundTrip(kMinus);
  CHECK_THROWS_AS(DecodeElement<std::int8_t>(EncodeElement(128)), Error);
  CHECK_THROWS_AS(DecodeElement<std::uint8_t>(EncodeElement(-1)), Error);
  CHECK_THROWS_AS(DecodeElement<std::uint32_t>(EncodeElement(std::int64_t{1} << 32)), Error);
  CHECK(Hex(EncodeElement(std::int8_t{-1})) == "ffffffffffffffffff01");
}

TEST_CASE("text, bytes, times, optionals, pairs and variants") {
  CheckRoundTrip<std::string>("text", "something longer than that");
  CheckRoundTrip(Bytes{std::string("\0\xff", 2)});
  CheckRoundTrip(std::vector<std::uint8_t>{1, 2, 3});
  CheckRoundTrip(std::vector<std::byte>{std::byte{7}});
  CheckRoundTrip(std::chrono::milliseconds(-5));
  CheckRoundTrip(std::chrono::duration<double>(0.5));
  CheckRoundTrip(std::chrono::system_clock::time_point(std::chrono::nanoseconds(12345)));
  CheckRoundTrip(Timestamp::Min());
  CheckRoundTrip<std::optional<std::string>>(std::nullopt, "full");
  CheckRoundTrip<std::optional<std::string>>("full", std::nullopt);
  CheckRoundTrip<std::optional<std::optional<int>>>(std::optional<int>());
  CheckRoundTrip(KV<std::string, int>{"key", 1});
  CheckRoundTrip(std::pair<int, std::string>{1, "value"});
  CheckRoundTrip(std::pair<const std::string, int>{"key", 1});
  CheckRoundTrip(std::variant<int, std::string, Point>(Point{1, "p"}));
  CHECK(Hex(EncodeElement(std::vector<std::uint8_t>{1, 2})) == "020102");
}

TEST_CASE("containers of the standard library") {
  CheckRoundTrip(std::vector<std::string>{"a", "b"}, {"longer than it was", "b", "c"});
  CheckRoundTrip(std::vector<std::string>{"a", "b"}, {});
  CheckRoundTrip(std::vector<bool>{true, false, true}, {false});
  CheckRoundTrip(std::deque<int>{1, 2}, {3});
  CheckRoundTrip(std::list<Point>{{1, "a"}, {2, {}}});
  CheckRoundTrip(std::set<std::string>{"a", "b"});
  CheckRoundTrip(std::unordered_set<int>{1, 2});
  CheckRoundTrip(std::multiset<int>{1, 1, 2});
  CheckRoundTrip(std::map<std::string, std::vector<int>>{{"a", {1}}, {"b", {}}});
  CheckRoundTrip(std::unordered_map<std::string, int>{{"a", 1}});
  CheckRoundTrip(std::multimap<int, int>{{1, 2}, {1, 3}});
  CheckRoundTrip(std::array<std::string, 2>{"a", "b"});
  CheckRoundTrip(std::array<int, 0>{});
  CHECK_THROWS_AS((DecodeElement<std::array<int, 2>>(EncodeElement(std::vector<int>{1}))), Error);
  CHECK_THROWS_AS((DecodeElement<std::array<int, 2>>(EncodeElement(std::vector<int>{1, 2, 3}))), Error);
}

TEST_CASE("types without a default constructor, without assignment, and without copies") {
  CheckRoundTrip(Fixed(3), Fixed(1));
  CheckRoundTrip(std::vector<Fixed>{Fixed(3), Fixed(2)}, {Fixed(1)});
  CheckRoundTrip(std::array<Fixed, 2>{Fixed(3), Fixed(2)});
  CheckRoundTrip(std::optional<Fixed>(3), std::optional<Fixed>(1));
  CheckRoundTrip(std::tuple<Fixed, int>(3, 4));
  CHECK(DecodeElement<MoveOnly>(EncodeElement(MoveOnly(123))).number == 3);
  std::vector<KV<MoveOnly, MoveOnly>> pairs;
  pairs.push_back({MoveOnly(10), MoveOnly(100)});
  const auto decoded = DecodeElement<std::vector<KV<MoveOnly, MoveOnly>>>(EncodeElement(pairs));
  CHECK(decoded.at(0).value.number == 3);
}

TEST_CASE("a slot keeps its capacity") {
  std::vector<std::string> slot = {std::string(100, 'x'), "y"};
  const char* const data = slot[0].data();
  const std::string bytes = EncodeElement(std::vector<std::string>{"short"});
  ByteReader reader(bytes);
  internal::DecodeNestedInto(reader, slot);
  CHECK(slot == std::vector<std::string>{"short"});
  CHECK(slot[0].data() == data);
}

TEST_CASE("what a runner is told about a coder: URN and components") {
  CHECK(testing::CoderName(CoderSpecOf<KV<std::string, std::vector<std::int64_t>>>()) ==
        "kv(string_utf8,iterable(varint))");
  CHECK(testing::CoderName(CoderSpecOf<std::map<std::string, double>>()) == "iterable(kv(string_utf8,double))");
  CHECK(testing::CoderName(CoderSpecOf<std::optional<Bytes>>()) == "nullable(bytes)");
  CHECK(testing::CoderName(CoderSpecOf<std::chrono::seconds>()) == "varint");
  CHECK(CoderSpecOf<Fixed>().urn == internal::kCustomCoderUrn);
  using Prefixed = Coded<KV<std::string, int>, LengthPrefixCoder<KV<std::string, int>>>;
  CHECK(testing::CoderName(CoderSpecOf<Prefixed>()) == "length_prefix(kv(string_utf8,varint))");
  CHECK(Hex(EncodeElement(Prefixed({"a", 1}))) == "03016101");
}

// A coder chosen by type: the digits backwards.
struct Backwards {
  static std::string Encode(int value) {
    const std::string digits = std::to_string(value);
    return {digits.rbegin(), digits.rend()};
  }
  static int Decode(std::string_view digits) { return std::atoi(std::string(digits.rbegin(), digits.rend()).c_str()); }
  static constexpr bool kDeterministic = true;
};

TEST_CASE("a coder chosen by type stands in for the type's own") {
  using Number = Coded<int, Backwards>;
  CHECK(EncodeElement(Number(123)) ==
        "\x03"
        "321");
  CheckRoundTrip(Number(5));
  const int same = DecodeElement<Number>(EncodeElement(Number(123)));
  CHECK(same == 123);
  STATIC_REQUIRE(kIsDeterministic<Number>);
  CheckRoundTrip(std::vector<Number>{1, 22, 333});
}

TEST_CASE("which types have a coder, and which of those may be keys") {
  STATIC_REQUIRE(kHasCoder<Point> && kIsDeterministic<Point>);
  STATIC_REQUIRE(kIsDeterministic<std::map<std::string, Point>>);
  STATIC_REQUIRE(kIsDeterministic<std::set<int>> && kIsDeterministic<std::variant<int, Color>>);
  STATIC_REQUIRE(kIsDeterministic<KV<std::string, std::vector<std::optional<int>>>>);
  STATIC_REQUIRE(kHasCoder<double> && !kIsDeterministic<double>);
  STATIC_REQUIRE(!kIsDeterministic<KV<int, float>> && !kIsDeterministic<std::tuple<int, double>>);
  STATIC_REQUIRE(kHasCoder<std::unordered_map<int, int>> && !kIsDeterministic<std::unordered_map<int, int>>);
  STATIC_REQUIRE(!kIsDeterministic<std::unordered_set<int>> && !kIsDeterministic<std::multimap<int, int>>);
  STATIC_REQUIRE(kHasCoder<Fixed> && !kIsDeterministic<Fixed>);
  STATIC_REQUIRE(kIsDeterministic<MoveOnly>);
  STATIC_REQUIRE(!kHasCoder<Tree>);
  STATIC_REQUIRE(!kHasCoder<Holder> && !kHasCoder<std::vector<int*>> && !kHasCoder<std::unique_ptr<int>>);
  STATIC_REQUIRE(!kHasCoder<std::string_view> && !kHasCoder<std::optional<std::string_view>>);
  STATIC_REQUIRE(!kHasCoder<void> && !kHasCoder<int&> && !kHasCoder<void (*)()> && !kHasCoder<long double>);
}

}  // namespace
}  // namespace beam
