#include "beam/exec/partition_writer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "beam/exec/grouping.h"
#include "test/beam/exec/memory_block_store.h"
#include "test/random_values.h"

namespace beam::internal {
namespace {

using testing::MemoryBlockStore;

// A value cell of bytes: its size and the bytes.
std::size_t CellSize(const std::string& value) { return sizeof(std::uint32_t) + value.size(); }
void WriteCell(const std::string& value, std::byte* at) {
  StoreSize(value.size(), at);
  std::memcpy(at + sizeof(std::uint32_t), value.data(), value.size());
}
std::string ReadCell(const std::byte* cell) {
  return std::string(reinterpret_cast<const char*>(cell + sizeof(std::uint32_t)), LoadSize(cell));
}

struct Record {
  std::string key;
  std::string value;
  auto operator<=>(const Record&) const = default;
};

void Write(PartitionWriter& writer, const Record& record) {
  const std::uint64_t hash = writer.store().hasher().Bytes(record.key);
  WriteCell(record.value, writer.StartBytes(record.key, hash, CellSize(record.value)));
}

// Everything in the store, each record in the partition that its hash says.
std::vector<Record> ReadAll(MemoryBlockStore& store) {
  std::vector<Record> records;
  for (std::size_t partition = 0; partition < store.partitions(); ++partition) {
    for (std::size_t index = 0; index < store.BlockCount(partition); ++index) {
      const Block block = store.Pin(partition, index);
      const std::byte* at = block.data;
      for (std::uint32_t i = 0; i < block.header.records; ++i) {
        const RecordView view = ReadRecord(RecordLayout{}, at);
        CHECK(store.PartitionOf(store.hasher().Bytes(view.bytes)) == partition);
        CHECK(view.hash == store.hasher().Bytes(view.bytes) >> 32);
        records.push_back({std::string(view.bytes), ReadCell(view.cell)});
        at = view.end;
      }
      CHECK(at == block.data + block.header.size);
      store.Unpin(partition, index, block);
    }
  }
  std::sort(records.begin(), records.end());
  return records;
}

TEST_CASE("random records of all sizes come out of the partitions that their hashes name") {
  BEAM_RANDOM(random);
  for (const unsigned bits : {0u, 1u, 4u, 8u}) {
    MemoryBlockStore store(bits);
    PartitionWriter writer(store);
    std::vector<Record> records;
    for (int i = 0; i < 3000; ++i) {
      // Mostly small, some about as large as a staging area, a few larger than a block.
      const std::uint64_t kind = random.Below(100);
      const std::size_t size = kind == 0   ? random.Below(200'000)
                               : kind < 10 ? 1800 + random.Below(400)
                                           : random.Below(80);
      records.push_back({random.Bytes(random.Below(30)), random.Bytes(size)});
      Write(writer, records.back());
    }
    writer.Flush();
    std::sort(records.begin(), records.end());
    INFO("partition bits = " << bits);
    CHECK(ReadAll(store) == records);
  }
}

TEST_CASE("records whose sizes end at every border of lines, staging areas and blocks are whole") {
  for (std::size_t size = 0; size < 2200; size += 37) {
    MemoryBlockStore store(1);
    PartitionWriter writer(store);
    std::vector<Record> records;
    for (int i = 0; i < 150; ++i) {
      records.push_back({std::to_string(i), std::string(size, static_cast<char>(i))});
      Write(writer, records.back());
    }
    writer.Flush();
    std::sort(records.begin(), records.end());
    INFO("size of a value = " << size);
    CHECK(ReadAll(store) == records);
  }
}

TEST_CASE("a writer may be used again after a flush, and leaves blocks that it did not hand over") {
  MemoryBlockStore store(2);
  {
    PartitionWriter writer(store);
    Write(writer, {"a", "1"});
    writer.Flush();
    writer.Flush();
    Write(writer, {"b", "2"});
    writer.Flush();
    // A failed bundle: these are never flushed, and the store checks that their blocks come back.
    for (int i = 0; i < 2000; ++i) Write(writer, {std::to_string(i), std::string(50, 'x')});
  }
  std::vector<Record> records = ReadAll(store);
  CHECK(records.size() >= 2);
  CHECK(records.back().key == "b");
}

TEST_CASE("keys of one word and values of one size need no sizes in their records") {
  MemoryBlockStore store(3);
  PartitionWriter writer(store);
  std::map<std::uint64_t, std::uint64_t> written;
  for (std::uint64_t key = 0; key < 5000; ++key) {
    const std::uint64_t value = key * key;
    std::memcpy(writer.StartFixed(key, store.hasher().Fixed(key), sizeof(value)), &value, sizeof(value));
    written[key] = value;
  }
  writer.Flush();
  const RecordLayout layout{true, sizeof(std::uint64_t), true};
  std::map<std::uint64_t, std::uint64_t> read;
  for (std::size_t partition = 0; partition < store.partitions(); ++partition) {
    for (std::size_t index = 0; index < store.BlockCount(partition); ++index) {
      const Block block = store.Pin(partition, index);
      CHECK(block.header.size == block.header.records * 16);
      for (const std::byte* at = block.data; at != block.data + block.header.size;) {
        const RecordView view = ReadRecord(layout, at);
        std::memcpy(&read[view.word], view.cell, sizeof(std::uint64_t));
        at = view.end;
      }
      store.Unpin(partition, index, block);
    }
  }
  CHECK(read == written);
}

}  // namespace
}  // namespace beam::internal
