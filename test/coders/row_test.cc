// Structs as rows: the schema other SDKs see, the bytes they read, and rows of schemas known at run time only.
#include "coders/row.h"

#include <map>
#include <set>
#include <variant>

#include <catch2/catch.hpp>

#include "coders/coders.h"
#include "test/coders/mutations.h"
#include "test/coders/vectors.h"

namespace beam {
namespace {

using Catch::Matchers::Contains;
using testing::Hex;

enum class Color : std::uint8_t { kRed, kGreen };
struct Inner {
  std::int16_t small = 0;
  std::optional<double> ratio;
  bool operator==(const Inner&) const = default;
};
struct Everything {
  bool flag = false;
  std::int8_t byte = 0;
  std::int16_t two_bytes = 0;
  std::int32_t four_bytes = 0;
  std::int64_t eight_bytes = 0;
  std::uint16_t unsigned_two = 0;
  std::uint32_t unsigned_four = 0;
  std::uint64_t unsigned_eight = 0;
  float single = 0;
  double twice = 0;
  std::string text;
  Bytes bytes;
  std::optional<Inner> inner;
  std::vector<std::optional<std::int32_t>> numbers;
  std::set<std::string> names;
  std::map<std::string, Inner> by_name;
  std::tuple<std::int32_t, std::string> tuple;
  KV<std::string, std::int64_t> pair;
  Timestamp moment;
  std::chrono::seconds length{};
  Color color = Color::kRed;
  std::variant<int, std::string> either;
  bool operator==(const Everything&) const = default;
};

Everything Example() {
  return {true,
          -1,
          -2,
          -3,
          -4,
          65535,
          4'000'000'000,
          ~std::uint64_t{0},
          0.5f,
          0.25,
          "text",
          {"bytes"},
          Inner{7, 1.5},
          {1, std::nullopt, -3},
          {"a", "b"},
          {{"key", {8, std::nullopt}}},
          {9, "nine"},
          {"k", 10},
          Timestamp::Millis(-11),
          std::chrono::seconds(12),
          Color::kGreen,
          "thirteen"};
}

std::string KindsOf(const Schema& schema) {
  std::string kinds;
  for (const SchemaField& field : schema.fields) {
    kinds += field.name + (field.type.nullable ? "? " : " ") + std::to_string(static_cast<int>(field.type.kind)) + ", ";
  }
  return kinds;
}

TEST_CASE("a struct's schema has its fields by name, with the smallest types of Beam's that hold them") {
  CHECK(
      KindsOf(SchemaOf<Everything>()) ==
      "flag 8, byte 1, two_bytes 2, four_bytes 3, eight_bytes 4, unsigned_two 3, unsigned_four 4, unsigned_eight 4, "
      "single 5, twice 6, text 7, bytes 9, inner? 13, numbers 10, names 11, by_name 12, tuple 13, pair 13, moment 14, "
      "length 4, color 1, either 14, ");
  const Schema schema = SchemaOf<Everything>();
  CHECK(KindsOf(schema.fields[12].type.row.at(0)) == "small 2, ratio? 6, ");
  CHECK(KindsOf(schema.fields[16].type.row.at(0)) == "f0 3, f1 7, ");
  CHECK(schema.fields[13].type.arguments.at(0).nullable);
}

TEST_CASE("a struct and the dynamic row of its schema have the same bytes") {
  const std::string bytes = EncodeElement(Example());
  CHECK(DecodeElement<Everything>(bytes) == Example());
  const Schema schema = SchemaFromProto(CoderSpecOf<Everything>().payload);
  const Row row = DecodeRow(schema, bytes);
  CHECK(row.fields.at(1) == FieldValue{std::int64_t{-1}});
  CHECK(row.fields.at(3) == FieldValue{std::int64_t{-3}});
  CHECK(row.fields.at(18) == FieldValue{std::int64_t{-11}});
  std::string again;
  ByteWriter writer(again);
  EncodeRow(schema, row, writer);
  CHECK(Hex(again) == Hex(bytes));
  testing::CheckMutations(bytes, [](std::string_view mutated) { EncodeElement(DecodeElement<Everything>(mutated)); });
  testing::CheckMutations(bytes, [&](std::string_view mutated) { DecodeRow(schema, mutated); });
}

TEST_CASE("absent optionals are bits, and a row without any has none") {
  CHECK(Hex(EncodeElement(Inner{7, 1.5})) == "020000073ff8000000000000");
  CHECK(Hex(EncodeElement(Inner{7, std::nullopt})) == "0201020007");
  struct Nine {
    int a, b, c, d, e, f, g, h;
    std::optional<int> ninth;
  };
  CHECK(Hex(EncodeElement(Nine{1, 2, 3, 4, 5, 6, 7, 8, std::nullopt})) == "090200010102030405060708");
  CHECK(Hex(EncodeElement(Nine{1, 2, 3, 4, 5, 6, 7, 8, 9})) == "0900010203040506070809");
}

TEST_CASE("a negative INT32 has five bytes, as Java and Python write it, and ten are read too") {
  struct Number {
    std::int32_t n;
  };
  CHECK(Hex(EncodeElement(Number{-1})) == "0100ffffffff0f");
  CHECK(DecodeElement<Number>(std::string("\x01\x00", 2) + EncodeElement(std::int64_t{-1})).n == -1);
  CHECK_THROWS_AS(DecodeElement<Number>(std::string("\x01\x00", 2) + EncodeElement(std::int64_t{1} << 32)), Error);
}

TEST_CASE("bytes of an older struct decode if what was added is optional") {
  struct Old {
    std::string name;
  };
  struct New {
    std::string name;
    std::optional<int> age;
  };
  struct Strict {
    std::string name;
    int age;
  };
  const std::string old = EncodeElement(Old{"ada"});
  CHECK(DecodeElement<New>(old).name == "ada");
  CHECK_FALSE(DecodeElement<New>(old).age.has_value());
  CHECK_THROWS_WITH(DecodeElement<Strict>(old), Contains("not a std::optional"));
  CHECK_THROWS_WITH(DecodeElement<Old>(EncodeElement(New{"ada", 36})), Contains("more fields"));
}

TEST_CASE("equal structs have one schema id, and a different field another") {
  struct A {
    int x;
  };
  struct B {
    int x;
  };
  struct C {
    long x;
  };
  const std::string id = SchemaFromProto(CoderSpecOf<A>().payload).id;
  CHECK(id.size() == 36);
  CHECK(id == SchemaFromProto(CoderSpecOf<B>().payload).id);
  CHECK(id != SchemaFromProto(CoderSpecOf<C>().payload).id);
}

TEST_CASE("null bits are counted in the order of encoding") {
  Schema schema;
  schema.encoding_positions_set = true;
  schema.fields.push_back({"first", {TypeKind::kInt64, true, {}, {}, {}, {}}, 2});
  schema.fields.push_back({"second", {TypeKind::kInt64, true, {}, {}, {}, {}}, 0});
  schema.fields.push_back({"third", {TypeKind::kString, false, {}, {}, {}, {}}, 1});
  CHECK(SchemaFromProto(SchemaToProto(schema)).fields == schema.fields);
  std::string bytes;
  ByteWriter writer(bytes);
  const Row row{{{}, {std::int64_t{5}}, {std::string("x")}}};
  EncodeRow(schema, row, writer);
  CHECK(Hex(bytes) == "030104050178");
  CHECK(DecodeRow(schema, bytes) == row);
}

TEST_CASE("a row that does not fit its schema is refused before anything wrong is written") {
  Schema schema;
  schema.fields.push_back({"small", {TypeKind::kByte, false, {}, {}, {}, {}}});
  std::string bytes;
  ByteWriter writer(bytes);
  CHECK_THROWS_WITH(EncodeRow(schema, Row{}, writer), Contains("numbers of fields differ"));
  CHECK_THROWS_WITH(EncodeRow(schema, Row{{{}}}, writer), Contains("not nullable"));
  CHECK_THROWS_WITH(EncodeRow(schema, Row{{{std::int64_t{1000}}}}, writer), Contains("does not fit"));
  CHECK_THROWS_WITH(EncodeRow(schema, Row{{{std::string("x")}}}, writer), Contains("std::int64_t was expected"));
}

TEST_CASE("hostile schemas are refused: endless nesting, positions that are no permutation") {
  // Schema.fields[0].type.array_type.element_type.array_type ... 3000 levels deep.
  std::string type;
  for (int level = 0; level < 3000; ++level) {
    std::string array = "\x0a";
    ByteWriter(array).PutLengthPrefixed(type);
    type = "\x1a";
    ByteWriter(type).PutLengthPrefixed(array);
  }
  std::string field = "\x1a";
  ByteWriter(field).PutLengthPrefixed(type);
  std::string schema = "\x0a";
  ByteWriter(schema).PutLengthPrefixed(field);
  CHECK_THROWS_WITH(SchemaFromProto(schema), Contains("levels of nesting"));

  Schema twice;
  twice.encoding_positions_set = true;
  twice.fields.push_back({"a", {TypeKind::kByte, false, {}, {}, {}, {}}, 1});
  twice.fields.push_back({"b", {TypeKind::kByte, false, {}, {}, {}, {}}, 1});
  CHECK_THROWS_WITH(SchemaFromProto(SchemaToProto(twice)), Contains("permutation"));
}

}  // namespace
}  // namespace beam
