#include "beam/exec/window_tables.h"

#include <catch2/catch.hpp>
#include <map>
#include <utility>

#include "test/random_values.h"

namespace beam::internal {
namespace {

Window Second(std::size_t number) {
  const auto start = static_cast<std::int64_t>(number) * 1000;
  return {Timestamp::Millis(start), Timestamp::Millis(start + 1000)};
}

AccumulatorOps OpsOfNumbers() { return {sizeof(std::int64_t), alignof(std::int64_t)}; }

void AddOne(AccumulatorTable& table, std::uint64_t key) {
  void* place[1];
  std::uint8_t fresh[1];
  table.FindWords(&key, 1, place, fresh);
  auto& count = *static_cast<std::int64_t*>(place[0]);
  count = fresh[0] != 0 ? 1 : count + 1;
}

using Counts = std::map<std::pair<Window, std::uint64_t>, std::int64_t>;

Counts CountsIn(WindowTables& tables) {
  Counts counts;
  tables.ForEach([&](const Window& window, const AccumulatorTable::EntryRef& entry) {
    CHECK(counts.emplace(std::pair(window, entry.word), *static_cast<std::int64_t*>(entry.accumulator)).second);
  });
  return counts;
}

TEST_CASE(
    "each window has a table of its own, whatever order windows are asked for in, and again after all were cleared") {
  BEAM_RANDOM(random);
  WindowTables tables(true, OpsOfNumbers(), KeyHasher());
  for (const bool release : {false, true, false}) {
    Counts expected;
    for (int i = 0; i < 3000; ++i) {
      const std::size_t window = random.Below(random.OneIn(2) ? 2 : 60);
      const std::uint64_t key = random.Below(10);
      AccumulatorTable* const table = tables.At(Second(window));
      REQUIRE(table != nullptr);
      AddOne(*table, key);
      ++expected[{Second(window), key}];
    }
    CHECK(CountsIn(tables) == expected);
    tables.Clear(release);
    CHECK(tables.size() == 0);
    CHECK(tables.bytes() == 0);
    CHECK(CountsIn(tables).empty());
  }
}

TEST_CASE("a window for which there is no table left gets none, and those that have one keep it") {
  WindowTables tables(true, OpsOfNumbers(), KeyHasher());
  for (std::size_t i = 0; i < WindowTables::kMost; ++i) {
    REQUIRE(tables.At(Second(i)) != nullptr);
    CHECK_FALSE(tables.full());
  }
  AccumulatorTable* const first = tables.At(Second(0));
  CHECK(tables.At(Second(WindowTables::kMost)) == nullptr);
  CHECK(tables.full());
  CHECK(tables.At(Second(0)) == first);
  tables.Clear(false);
  CHECK_FALSE(tables.full());
  CHECK(tables.At(Second(WindowTables::kMost)) != nullptr);
}

TEST_CASE("the memory of tables that are used again counts from the moment that a window has them") {
  WindowTables tables(true, OpsOfNumbers(), KeyHasher());
  AccumulatorTable& table = *tables.At(Second(0));
  for (std::uint64_t key = 0; key < 1000; ++key) AddOne(table, key);
  tables.AddBytes(table.bytes());
  const std::size_t bytes = tables.bytes();
  REQUIRE(bytes > 0);
  tables.Clear(false);
  CHECK(tables.bytes() == 0);
  tables.At(Second(5));
  CHECK(tables.bytes() == bytes);
}

}  // namespace
}  // namespace beam::internal
