#include "beam/exec/accumulator_table.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "test/random_values.h"

namespace beam::internal {
namespace {

constexpr std::size_t kChunk = AccumulatorTable::kChunk;

// A table of vectors: they own memory, so that one which is not destroyed, or twice, is seen.
using Values = std::vector<int>;

AccumulatorOps OpsOfValues() {
  AccumulatorOps ops{sizeof(Values), alignof(Values), nullptr, nullptr};
  ops.relocate = [](void* to, void* from) {
    auto* old = static_cast<Values*>(from);
    ::new (to) Values(std::move(*old));
    old->~Values();
  };
  ops.destroy = [](void* at) { static_cast<Values*>(at)->~Values(); };
  return ops;
}

void AddChunk(AccumulatorTable& table, const std::vector<std::string>& keys, int first) {
  KeyBytes bytes[kChunk];
  void* places[kChunk];
  std::uint8_t fresh[kChunk];
  for (std::size_t i = 0; i < keys.size(); ++i) bytes[i] = KeyBytes(keys[i]);
  table.FindBytes(bytes, keys.size(), places, fresh);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (fresh[i] != 0) ::new (places[i]) Values();
    static_cast<Values*>(places[i])->push_back(first + static_cast<int>(i));
  }
}
void AddChunk(AccumulatorTable& table, const std::vector<std::uint64_t>& keys, int first) {
  void* places[kChunk];
  std::uint8_t fresh[kChunk];
  table.FindWords(keys.data(), keys.size(), places, fresh);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (fresh[i] != 0) ::new (places[i]) Values();
    static_cast<Values*>(places[i])->push_back(first + static_cast<int>(i));
  }
}

std::string KeyOf(const AccumulatorTable::EntryRef& entry, const std::string*) { return std::string(entry.bytes); }
std::uint64_t KeyOf(const AccumulatorTable::EntryRef& entry, const std::uint64_t*) { return entry.word; }
std::uint64_t HashOf(const KeyHasher& hasher, const std::string& key) { return hasher.Bytes(key); }
std::uint64_t HashOf(const KeyHasher& hasher, std::uint64_t key) { return hasher.Fixed(key); }

// Adds random keys chunk by chunk to the table and to a std::map, and compares them, twice with a Clear in between.
template <class Key, class MakeKey>
void CompareWithMap(KeyHasher hasher, unsigned common_bits, std::size_t chunks, testing::RandomValues& random,
                    MakeKey make) {
  constexpr bool kWords = std::is_same_v<Key, std::uint64_t>;
  AccumulatorTable table(kWords, OpsOfValues(), hasher);
  table.set_common_bits(common_bits);
  for (int round = 0; round < 2; ++round) {
    std::map<Key, Values> expected;
    int next = 0;
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      std::vector<Key> keys(1 + random.Below(kChunk));
      for (Key& key : keys) key = make();
      for (std::size_t i = 0; i < keys.size(); ++i) expected[keys[i]].push_back(next + static_cast<int>(i));
      AddChunk(table, keys, next);
      next += static_cast<int>(keys.size());
    }
    CHECK(table.size() == expected.size());
    std::map<Key, Values> found;
    table.ForEach([&](const AccumulatorTable::EntryRef& entry) {
      const Key key = KeyOf(entry, static_cast<const Key*>(nullptr));
      // The stored half of the hash must lead to the partition that the whole one does.
      CHECK(entry.hash >> 40 == HashOf(hasher, key) >> 40);
      CHECK(found.emplace(key, *static_cast<Values*>(entry.accumulator)).second);
    });
    CHECK(found == expected);
    table.Clear(round == 0);
    CHECK(table.size() == 0);
  }
}

TEST_CASE("a table of words agrees with std::map") {
  BEAM_RANDOM(random);
  for (const unsigned common_bits : {0u, 8u, 20u}) {
    CompareWithMap<std::uint64_t>({}, common_bits, 100, random, [&] { return random.Below(3000); });
    CompareWithMap<std::uint64_t>({}, common_bits, 50, random, [&] { return random.Word(); });
  }
}

TEST_CASE("a table of byte keys agrees with std::map, short keys and long") {
  BEAM_RANDOM(random);
  for (const unsigned common_bits : {0u, 8u, 20u}) {
    CompareWithMap<std::string>({}, common_bits, 100, random, [&] { return std::to_string(random.Below(2000)); });
    CompareWithMap<std::string>({}, common_bits, 50, random, [&] { return random.Bytes(random.Below(40)); });
  }
  CompareWithMap<std::string>({}, 0, 3, random, [&] { return random.Bytes(300'000 + random.Below(5)); });
}

TEST_CASE("a table whose hashes are all equal agrees with std::map") {
  BEAM_RANDOM(random);
  KeyHasher zero;
  zero.mask = 0;
  CompareWithMap<std::uint64_t>(zero, 0, 20, random, [&] { return random.Below(500); });
  CompareWithMap<std::string>(zero, 0, 20, random, [&] { return random.Bytes(random.Below(3)); });
}

TEST_CASE("the words that a table might take for free slots are keys like others") {
  BEAM_RANDOM(random);
  const std::vector<std::uint64_t> special{0, 1, ~std::uint64_t{0}, 0x5bd1e995a7c3f10dULL};
  CompareWithMap<std::uint64_t>({}, 0, 10, random, [&] { return special[random.Below(special.size())]; });
}

TEST_CASE("the empty key and keys of zero bytes are keys like others") {
  BEAM_RANDOM(random);
  CompareWithMap<std::string>({}, 0, 10, random, [&] { return std::string(random.Below(20), '\0'); });
}

TEST_CASE("plain accumulators are moved as memory when the table grows") {
  AccumulatorTable table(true, AccumulatorOps{sizeof(std::int64_t), alignof(std::int64_t)}, KeyHasher());
  void* places[kChunk];
  std::uint8_t fresh[kChunk];
  for (std::uint64_t begin = 0; begin < 64'000; begin += kChunk) {
    std::uint64_t keys[kChunk];
    for (std::size_t i = 0; i < kChunk; ++i) keys[i] = (begin + i) % 16'000;
    table.FindWords(keys, kChunk, places, fresh);
    for (std::size_t i = 0; i < kChunk; ++i) {
      auto& sum = *static_cast<std::int64_t*>(places[i]);
      if (fresh[i] != 0) sum = 0;
      sum += static_cast<std::int64_t>(keys[i]);
    }
  }
  CHECK(table.size() == 16'000);
  table.ForEach([](const AccumulatorTable::EntryRef& entry) {
    CHECK(*static_cast<std::int64_t*>(entry.accumulator) == static_cast<std::int64_t>(4 * entry.word));
  });
}

// Counts its instances; the move of one of them throws.
struct Stubborn {
  static inline int alive = 0;
  static inline std::uint64_t refuses = 0;
  std::uint64_t key;
  explicit Stubborn(std::uint64_t k) : key(k) { ++alive; }
  Stubborn(Stubborn&& other) : key(other.key) {
    if (key == refuses) throw std::runtime_error("this one stays");
    ++alive;
  }
  ~Stubborn() { --alive; }
};

TEST_CASE("an accumulator whose move throws while the table grows ends once, like all others") {
  Stubborn::refuses = 200;
  {
    AccumulatorOps ops{sizeof(Stubborn), alignof(Stubborn), nullptr, nullptr};
    ops.relocate = [](void* to, void* from) {
      auto* const old = static_cast<Stubborn*>(from);
      ::new (to) Stubborn(std::move(*old));
      old->~Stubborn();
    };
    ops.destroy = [](void* at) { static_cast<Stubborn*>(at)->~Stubborn(); };
    AccumulatorTable table(true, ops, KeyHasher());
    const auto add_all = [&] {
      for (std::uint64_t key = 1; key < 5000; ++key) {
        void* place[1];
        std::uint8_t fresh[1];
        table.FindWords(&key, 1, place, fresh);
        if (fresh[0] != 0) ::new (place[0]) Stubborn(key);
      }
    };
    CHECK_THROWS_WITH(add_all(), "this one stays");
    CHECK(Stubborn::alive == static_cast<int>(table.size()));
  }
  CHECK(Stubborn::alive == 0);
}

TEST_CASE("accumulators lie at their alignment") {
  struct alignas(32) Wide {
    double lanes[4];
  };
  for (const bool words : {true, false}) {
    AccumulatorTable table(words, AccumulatorOps{sizeof(Wide), alignof(Wide)}, KeyHasher());
    void* place[1];
    std::uint8_t fresh[1];
    for (std::uint64_t key = 0; key < 1000; ++key) {
      if (words) {
        table.FindWords(&key, 1, place, fresh);
      } else {
        const std::string text = std::to_string(key);
        const KeyBytes bytes(text);
        table.FindBytes(&bytes, 1, place, fresh);
      }
      REQUIRE(reinterpret_cast<std::uintptr_t>(place[0]) % alignof(Wide) == 0);
    }
  }
}

TEST_CASE("long keys take their room once, however often they come again") {
  AccumulatorTable table(false, OpsOfValues(), KeyHasher());
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < kChunk; ++i) keys.push_back(std::string(10'000, static_cast<char>('0' + i)));
  AddChunk(table, keys, 0);
  const std::size_t bytes = table.bytes();
  for (int i = 1; i < 20; ++i) AddChunk(table, keys, i);
  CHECK(table.size() == kChunk);
  CHECK(table.bytes() == bytes);
}

TEST_CASE("a table says before it grows, and keeps its size while it does not") {
  AccumulatorTable table(true, AccumulatorOps{8, 8}, KeyHasher());
  CHECK(table.WouldGrow(1));
  void* places[kChunk];
  std::uint8_t fresh[kChunk];
  for (std::uint64_t key = 0; key < 5000; ++key) {
    const bool would_grow = table.WouldGrow(1);
    const std::size_t before = table.bytes();
    table.FindWords(&key, 1, places, fresh);
    CHECK((table.bytes() > before) == would_grow);
  }
}

}  // namespace
}  // namespace beam::internal
