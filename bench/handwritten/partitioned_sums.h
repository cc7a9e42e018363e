#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "bench/handwritten/huge_pages.h"
#include "bench/handwritten/stream_lines.h"
#include "bench/handwritten/summing_table.h"

namespace beam::bench {

/// Sums by key for more keys than a cache holds, in bounded memory, on several threads. Each thread sorts its pairs by
/// the top bits of the hash into buffers, written past the caches; a full buffer is added to its partition's table,
/// which fits into the second cache and stays there for the whole buffer. So a pair costs two passes through memory in
/// order, instead of a line fetched and written back out of order. The tables are the threads' own together, locked for
/// the length of a buffer: there is nothing to merge.
template <class Key, uint64_t (*Hash)(const Key&)>
class PartitionedSums {
 private:
  struct Row {
    Key key;
    int64_t amount;
  };
  static constexpr size_t kStaged = 32;
  static constexpr size_t kBuffered = 16384;
  static constexpr int kFirstTableBits = 10;
  static_assert(kStaged * sizeof(Row) % 64 == 0);

 public:
  using Table = SummingTable<Key, Hash>;
  static constexpr int kPartitionBits = 8;
  static constexpr size_t kPartitions = size_t{1} << kPartitionBits;

  PartitionedSums() : locks_(kPartitions) {
    for (size_t i = 0; i < kPartitions; ++i) tables_.emplace_back(kPartitionBits, kFirstTableBits);
  }

  const Table& PartitionTable(size_t partition) const { return tables_[partition]; }

  /// What one thread adds. Everything is in the tables once it has been destroyed.
  class Feeder {
   public:
    explicit Feeder(PartitionedSums& sums)
        : sums_(sums), staging_(kPartitions * kStaged * sizeof(Row)), buffers_(kPartitions * kBuffered * sizeof(Row)) {}
    ~Feeder() {
      for (size_t partition = 0; partition < kPartitions; ++partition) {
        sums_.AddRows(partition, Buffer(partition), buffered_[partition]);
        sums_.AddRows(partition, Staged(partition), staged_[partition]);
      }
    }
    Feeder(const Feeder&) = delete;
    Feeder& operator=(const Feeder&) = delete;

    void Add(const Key& key, int64_t amount) {
      const size_t partition = Hash(key) >> (64 - kPartitionBits);
      Staged(partition)[staged_[partition]] = {key, amount};
      if (++staged_[partition] == kStaged) Flush(partition);
    }

   private:
    Row* Staged(size_t partition) const { return staging_.template As<Row>() + partition * kStaged; }
    Row* Buffer(size_t partition) const { return buffers_.template As<Row>() + partition * kBuffered; }

    void Flush(size_t partition) {
      StreamLines(Buffer(partition) + buffered_[partition], Staged(partition), kStaged * sizeof(Row));
      staged_[partition] = 0;
      if ((buffered_[partition] += kStaged) < kBuffered) return;
      sums_.AddRows(partition, Buffer(partition), kBuffered);
      buffered_[partition] = 0;
    }

    PartitionedSums& sums_;
    HugePages staging_;
    HugePages buffers_;
    uint32_t staged_[kPartitions] = {};
    uint32_t buffered_[kPartitions] = {};
  };

 private:
  void AddRows(size_t partition, const Row* rows, size_t count) {
    const std::lock_guard lock(locks_[partition]);
    for (size_t begin = 0; begin < count; begin += Table::kBatch) {
      const size_t size = std::min(Table::kBatch, count - begin);
      Key keys[Table::kBatch];
      for (size_t i = 0; i < size; ++i) keys[i] = rows[begin + i].key;
      tables_[partition].AddBatch(keys, size, [&](size_t i) { return rows[begin + i].amount; });
    }
  }

  std::vector<Table> tables_;
  std::vector<std::mutex> locks_;
};

}  // namespace beam::bench
