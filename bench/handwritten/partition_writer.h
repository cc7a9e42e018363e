#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/handwritten/huge_pages.h"
#include "bench/handwritten/stream_lines.h"

namespace beam::bench {

/// Splits rows into partitions at the speed of memory, for one thread. Rows are written into a small staging block for
/// each partition, which stays in the cache; a full one is streamed out past the caches in whole lines, so that no line
/// of the destination is read before it is written and 256 open partitions do not fight for TLB entries and ways of the
/// cache.
///
/// A streamed block is final: a partition is a list of blocks of kRows rows and what is still staged. kRows *
/// sizeof(Row) must be whole cache lines.
template <class Row, size_t kRows>
class PartitionWriter {
 public:
  static constexpr size_t kBlockBytes = kRows * sizeof(Row);
  static_assert(kBlockBytes % 64 == 0);

  explicit PartitionWriter(size_t partitions)
      : staging_pages_(partitions * kBlockBytes), staged_rows_(partitions), blocks_(partitions) {}

  /// The place of the partition's next row; the row is part of the partition once Commit() is called.
  Row* Next(size_t partition) { return Staged(partition) + staged_rows_[partition]; }

  void Commit(size_t partition) {
    if (++staged_rows_[partition] == kRows) Flush(partition);
  }

  size_t Rows(size_t partition) const { return blocks_[partition].size() * kRows + staged_rows_[partition]; }

  /// Calls visit(rows, count) for each run of neighbouring rows of the partition. Blocks of one partition lie apart,
  /// which stops the processor's own prefetching at the end of each; so blocks further on are fetched from here.
  template <class Visit>
  void VisitRuns(size_t partition, Visit visit) const {
    const std::vector<Row*>& blocks = blocks_[partition];
    for (size_t i = 0; i < blocks.size(); ++i) {
      if (i + kBlocksAhead < blocks.size()) Prefetch(blocks[i + kBlocksAhead]);
      visit(blocks[i], kRows);
    }
    if (staged_rows_[partition] > 0) visit(Staged(partition), size_t{staged_rows_[partition]});
  }

 private:
  static constexpr size_t kBlocksAhead = std::max<size_t>(1, 4096 / kBlockBytes);

  static void Prefetch(const Row* block) {
    const char* bytes = reinterpret_cast<const char*>(block);
    for (size_t line = 0; line < kBlockBytes; line += 64) __builtin_prefetch(bytes + line);
  }

  Row* Staged(size_t partition) const { return reinterpret_cast<Row*>(staging_pages_.As() + partition * kBlockBytes); }

  void Flush(size_t partition) {
    char* block = arena_.Allocate(kBlockBytes);
    StreamLines(block, Staged(partition), kBlockBytes);
    blocks_[partition].push_back(reinterpret_cast<Row*>(block));
    staged_rows_[partition] = 0;
  }

  HugePageArena arena_;
  HugePages staging_pages_;
  std::vector<uint32_t> staged_rows_;
  std::vector<std::vector<Row*>> blocks_;
};

}  // namespace beam::bench
