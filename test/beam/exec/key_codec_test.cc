#include "beam/exec/key_codec.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>

#include "beam/base/kv.h"
#include "beam/exec/hash.h"
#include "coders/coders.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

enum class Colour : std::uint8_t { kRed = 1, kBlue = 200 };
enum class Signed : std::int16_t { kMin = INT16_MIN, kMinusOne = -1 };

TEST_CASE("integers and enums are keys of one word and come back from it") {
  STATIC_REQUIRE(KeyCodec<std::int8_t>::kFixed);
  STATIC_REQUIRE(KeyCodec<bool>::kFixed);
  STATIC_REQUIRE(KeyCodec<Colour>::kFixed);
  STATIC_REQUIRE_FALSE(KeyCodec<std::string>::kFixed);
  STATIC_REQUIRE_FALSE(KeyCodec<double>::kFixed);
  for (const std::int64_t value : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    CHECK(KeyCodec<std::int64_t>::FromWord(KeyCodec<std::int64_t>::ToWord(value)) == value);
  }
  for (int value = -128; value < 128; ++value) {
    const auto key = static_cast<std::int8_t>(value);
    CHECK(KeyCodec<std::int8_t>::FromWord(KeyCodec<std::int8_t>::ToWord(key)) == key);
  }
  CHECK(KeyCodec<Colour>::FromWord(KeyCodec<Colour>::ToWord(Colour::kBlue)) == Colour::kBlue);
  CHECK(KeyCodec<Signed>::FromWord(KeyCodec<Signed>::ToWord(Signed::kMin)) == Signed::kMin);
}

TEST_CASE("other keys are bytes and come back from them, also from their own when they are windowed") {
  std::string scratch;
  const std::string text("a\0b", 3);
  CHECK(KeyCodec<std::string>::View(text, scratch).data() == text.data());
  CHECK(KeyCodec<std::string>::FromBytes(text) == text);
  const KV<std::string, std::int64_t> pair{"k", -5};
  CHECK(KeyCodec<KV<std::string, std::int64_t>>::FromBytes(
            std::string(KeyCodec<KV<std::string, std::int64_t>>::View(pair, scratch))) == pair);
  CHECK(KeyCodec<std::int64_t>::FromBytes(std::string(KeyCodec<std::int64_t>::View(-7, scratch))) == -7);
  CHECK(KeyCodec<bool>::FromBytes(std::string(KeyCodec<bool>::View(true, scratch))));
  CHECK(KeyCodec<Colour>::FromBytes(std::string(KeyCodec<Colour>::View(Colour::kBlue, scratch))) == Colour::kBlue);
}

TEST_CASE("a window in front of a key is read back") {
  std::string bytes;
  const Window window(Timestamp::Millis(-5), Timestamp::Millis(7));
  AppendWindowPrefix(window, bytes);
  bytes += "key";
  CHECK(ReadWindowPrefix(bytes) == window);
  CHECK(bytes.substr(kWindowPrefix) == "key");
}

TEST_CASE("hashes of different lengths and words do not collide on a million keys") {
  const KeyHasher hasher;
  std::set<std::uint64_t> hashes;
  for (std::uint64_t i = 0; i < 200'000; ++i) hashes.insert(hasher.Fixed(i));
  CHECK(hashes.size() == 200'000);
  hashes.clear();
  std::size_t keys = 0;
  for (int i = 0; i < 100'000; ++i, ++keys) hashes.insert(hasher.Bytes("key-" + std::to_string(i)));
  for (std::size_t n = 0; n < 300; ++n, ++keys) hashes.insert(hasher.Bytes(std::string(n, '\0')));
  for (int c = 1; c < 256; ++c, ++keys) hashes.insert(hasher.Bytes(std::string(1, static_cast<char>(c))));
  CHECK(hashes.size() == keys);
}

TEST_CASE("every byte of a key decides its hash") {
  BEAM_RANDOM(random);
  const KeyHasher hasher;
  for (std::size_t size = 1; size < 70; ++size) {
    const std::string key = random.Bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
      std::string other = key;
      other[i] = static_cast<char>(other[i] ^ 1);
      INFO("size = " << size << ", changed byte = " << i);
      CHECK(hasher.Bytes(other) != hasher.Bytes(key));
    }
  }
}

TEST_CASE("the top bits of hashes spread keys evenly over partitions") {
  const KeyHasher hasher;
  std::size_t counts[256] = {};
  for (std::uint64_t i = 0; i < 256'000; ++i) ++counts[hasher.Fixed(i) >> 56];
  for (const std::size_t count : counts) {
    CHECK(count > 800);
    CHECK(count < 1200);
  }
}

TEST_CASE("the forced setting makes all hashes equal") {
  KeyHasher hasher;
  hasher.mask = 0;
  CHECK(hasher.Fixed(1) == 0);
  CHECK(hasher.Bytes("x") == 0);
}

}  // namespace
}  // namespace beam::internal
