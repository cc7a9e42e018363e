#include "beam/exec/element_blocks.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "beam/exec/element_exchange.h"
#include "coders/coders.h"
#include "test/beam/exec/memory_block_store.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

using testing::MemoryBlockStore;

struct Row {
  std::string value;
  ElementMeta meta;
  bool operator==(const Row&) const = default;
};

ElementMeta At(std::int64_t millis) {
  ElementMeta meta;
  meta.timestamp = Timestamp::Millis(millis);
  return meta;
}

ElementMeta RandomMeta(testing::RandomValues& random) {
  ElementMeta meta = At(static_cast<std::int64_t>(random.Below(3)));
  if (random.OneIn(3)) meta.window = Window(Timestamp::Millis(0), Timestamp::Millis(10));
  if (random.OneIn(3)) meta.pane = PaneInfo{false, true, PaneTiming::kLate, 3, 1};
  return meta;
}

std::vector<Row> ReadAll(MemoryBlockStore& store) {
  std::vector<Row> rows;
  ForEachElement<std::string>(store, [&](const std::string& value, const ElementMeta& meta) {
    rows.push_back({value, meta});
  });
  return rows;
}

TEST_CASE("elements come back in order with their metadata, whether it is one for all or changes") {
  BEAM_RANDOM(random);
  for (const std::uint64_t changes_every : {1u, 7u, 5000u}) {
    MemoryBlockStore store(0);
    ElementBlockWriter writer(store);
    std::vector<Row> rows;
    ElementMeta meta = RandomMeta(random);
    for (int i = 0; i < 4000; ++i) {
      if (random.OneIn(changes_every)) meta = RandomMeta(random);
      rows.push_back({random.Bytes(random.OneIn(500) ? 100'000 : random.Below(60)), meta});
      writer.Append(rows.back().value, rows.back().meta);
    }
    writer.Flush();
    INFO("metadata changes every " << changes_every << " elements");
    CHECK(ReadAll(store) == rows);
  }
}

TEST_CASE("metadata that is the same for all is stored once a block") {
  MemoryBlockStore store(0);
  ElementBlockWriter writer(store);
  for (int i = 0; i < 1000; ++i) writer.Append(std::string(4, 'x'), At(1));
  writer.Flush();
  REQUIRE(store.BlockCount(0) == 1);
  CHECK(store.Size(0).bytes == 1000 * 8);
}

TEST_CASE("a writer that ends early gives its block back, and one without elements adds none") {
  MemoryBlockStore store(0);
  { ElementBlockWriter(store).Append(std::string("lost with its bundle"), At(1)); }
  ElementBlockWriter(store).Flush();
  CHECK(store.BlockCount(0) == 0);
}

// Gathers what a reader emits.
class Receiver final : public Operator {
 public:
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<std::string>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) rows.push_back({batch[i], batch.meta(i)});
  }
  std::vector<Row> rows;
};

TEST_CASE("units of an element exchange are elements: any cut of them reads each once") {
  BEAM_RANDOM(random);
  MemoryBlockStore store(0);
  const ElementExchange exchange(kPackingOf<std::string>);
  std::vector<Row> rows;
  {
    const auto op = exchange.MakeWriter(0, false, store, OperatorContext());
    for (int b = 0; b < 40; ++b) {
      Batch<std::string> batch(100);
      const ElementMeta meta = RandomMeta(random);
      batch.SetMeta(meta);
      for (int i = 0; i < 100; ++i) {
        batch.Put(random.Bytes(random.Below(200)));
        rows.push_back({batch[batch.size() - 1], meta});
      }
      op->Process(0, batch);
    }
    op->Drain();
  }
  CHECK(store.BlockCount(0) > 3);
  const auto reader = exchange.MakeReader(false, {&store}, OperatorContext());
  Receiver receiver;
  reader->outputs()[0]->Connect(&receiver, 0);
  for (std::size_t first = 0; first < rows.size();) {
    const std::size_t count = std::min<std::size_t>(rows.size() - first, 1 + random.Below(300));
    reader->Read(UnitRange{first, count});
    first += count;
  }
  CHECK(receiver.rows == rows);
}

}  // namespace
}  // namespace beam::internal
