// ByteWriter and ByteReader: what is written is read back, and nothing is read that is not there.
#include "beam/base/bytes.h"

#include <cstdint>
#include <limits>
#include <string>

#include "beam/base/error.h"

#include <catch2/catch.hpp>

namespace beam {
namespace {

using Catch::Matchers::Contains;

std::string Varint(std::uint64_t value) {
  std::string bytes;
  ByteWriter(bytes).PutVarint(value);
  return bytes;
}

TEST_CASE("a varint of every size is read back, and is as short as it can be") {
  for (int bits = 0; bits <= 64; ++bits) {
    const std::uint64_t largest = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    const std::string bytes = Varint(largest);
    CHECK(bytes.size() == static_cast<std::size_t>(bits == 0 ? 1 : (bits + 6) / 7));
    ByteReader reader(bytes);
    CHECK(reader.ReadVarint() == largest);
    CHECK(reader.empty());
  }
}

TEST_CASE("fixed numbers are big-endian") {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.PutFixed16(0x0102);
  writer.PutFixed32(0x03040506);
  writer.PutFixed64(0x0708090a0b0c0d0e);
  CHECK(bytes == "\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe");
  ByteReader reader(bytes);
  CHECK(reader.ReadFixed16() == 0x0102);
  CHECK(reader.ReadFixed32() == 0x03040506);
  CHECK(reader.ReadFixed64() == 0x0708090a0b0c0d0e);
  CHECK(reader.empty());
}

TEST_CASE("a length can be put in front of what was written already") {
  std::string bytes = "before";
  ByteWriter writer(bytes);
  const std::size_t begin = writer.size();
  writer.PutBytes(std::string(200, 'x'));
  writer.InsertLength(begin);
  CHECK(bytes == "before\xc8\x01" + std::string(200, 'x'));
}

TEST_CASE("reading behind the end is an error that says where and how much") {
  ByteReader reader("abc");
  reader.ReadByte();
  CHECK_THROWS_WITH(reader.ReadFixed64(),
                    Contains("DATA_LOSS") && Contains("needed = 8, left = 2") && Contains("offset = 1, size = 3"));
  CHECK_THROWS_AS(ByteReader("").ReadByte(), Error);
  CHECK_THROWS_AS(ByteReader("\x05"
                             "abc")
                      .ReadLengthPrefixed(),
                  Error);
  CHECK_THROWS_AS(ByteReader(Varint(std::numeric_limits<std::uint64_t>::max())).ReadLengthPrefixed(), Error);
}

TEST_CASE("a varint that ends too early or has more than 64 bits is an error") {
  CHECK_THROWS_AS(ByteReader("\x80").ReadVarint(), Error);
  const std::string nine(9, '\xff');
  CHECK(ByteReader(nine + '\x01').ReadVarint() == ~std::uint64_t{0});
  CHECK_THROWS_WITH(ByteReader(nine + '\x02').ReadVarint(), Contains("more than 64 bits"));
  CHECK_THROWS_WITH(ByteReader(nine + '\x80').ReadVarint(), Contains("more than 64 bits"));
}

TEST_CASE("a limited read must use up its bytes and cannot see further") {
  const std::string bytes = "abcdef";
  ByteReader reader(bytes);
  CHECK(reader.WithLimit(3, [&] { return std::string(reader.ReadRest()); }) == "abc");
  CHECK(reader.remaining() == 3);
  CHECK_THROWS_WITH(reader.WithLimit(2, [&] { return reader.ReadByte(); }), Contains("left = 1"));
  ByteReader other(bytes);
  CHECK_THROWS_AS(other.WithLimit(2, [&] { return other.ReadFixed32(); }), Error);
  ByteReader third(bytes);
  CHECK_THROWS_AS(third.WithLimit(7, [] { return 0; }), Error);
}

TEST_CASE("each budget ends a decode that spends it") {
  ByteReader memory("abc", {.bytes = 100});
  memory.ChargeBytes(60);
  CHECK_THROWS_WITH(memory.ChargeBytes(60), Contains("too many bytes of memory"));

  ByteReader elements("abc", {.free_elements = 2});
  elements.ChargeElement(0, 1);
  elements.ChargeElement(0, 1);
  CHECK_THROWS_WITH(elements.ChargeElement(0, 1), Contains("too many elements without bytes"));
  elements.ReadByte();
  elements.ChargeElement(0, 1);  // this one took a byte, so the input bounds its kind

  ByteReader nested("abc", {.depth = 1});
  const auto two_levels = [&] {
    const ByteReader::Nesting outer(nested);
    const ByteReader::Nesting inner(nested);
  };
  CHECK_THROWS_WITH(two_levels(), Contains("too many levels of nesting"));
  const ByteReader::Nesting again(nested);  // the first two are gone
}

TEST_CASE("no more is reserved than the input has bytes for, nor more than a mebibyte") {
  const std::string bytes(10, 'x');
  const ByteReader small(bytes);
  CHECK(small.ReservableElements(5, 8) == 5);
  CHECK(small.ReservableElements(1000, 8) == 10);
  const std::string many(1 << 22, 'x');
  CHECK(ByteReader(many).ReservableElements(1 << 22, 1024) <= 1025);
}

}  // namespace
}  // namespace beam
