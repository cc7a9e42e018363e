// BlockStore: where the packed blocks of one exchange input lie, in memory or in a spill file. The policy (budgets, files)
// is the engine's; operators see this interface.
#pragma once

#include <cstddef>
#include <cstdint>

#include "beam/base/owned.h"
#include "beam/base/window.h"
#include "beam/exec/hash.h"

namespace beam::internal {

/// What a block says about its records; written beside them into spill files.
struct BlockHeader {
  std::uint64_t size = 0;  ///< Bytes of whole records.
  std::uint32_t records = 0;
  bool uniform = true;  ///< Element blocks: all records share `meta`; otherwise each carries its own.
  ElementMeta meta;
};

struct Block {
  BlockHeader header;
  std::byte* data = nullptr;
  std::size_t capacity = 0;
  std::size_t room() const { return capacity - header.size; }
};

/// What blocks are made of: large enough for sequential files, small enough for many partitions.
inline constexpr std::size_t kBlockBytes = 64 * 1024;

struct PartitionSize {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
};

/// Thread-safe. Writers add blocks, then the exchange is sealed, then readers pin them. Each partition has one reader. The store of a
/// side input without end may be added to at any time, and has readers that find the blocks that were there when they counted them.
class BlockStore {
 public:
  virtual ~BlockStore() = default;

  const KeyHasher& hasher() const { return hasher_; }
  /// A power of two. Partition p holds the records whose hash has p in its top bits, below the first `skipped_bits`.
  std::size_t partitions() const { return std::size_t{1} << partition_bits_; }
  unsigned partition_bits() const { return partition_bits_; }
  unsigned skipped_bits() const { return skipped_bits_; }
  std::size_t PartitionOf(std::uint64_t hash) const {
    return partition_bits_ == 0 ? 0 : (hash << skipped_bits_) >> (64 - partition_bits_);
  }

  /// An empty block with room for at least `bytes`. Throws beam::Error(kResourceExhausted) where there is no memory.
  virtual Block NewBlock(std::size_t bytes) = 0;
  /// Takes a block over. It may be written to a file and its memory reused at once.
  virtual void Add(std::size_t partition, Block block) = 0;
  /// Gives back a block that was never added.
  virtual void Discard(Block block) = 0;

  virtual PartitionSize Size(std::size_t partition) const = 0;
  virtual std::size_t BlockCount(std::size_t partition) const = 0;
  virtual std::size_t BlockRecords(std::size_t partition, std::size_t index) const = 0;
  /// Makes block `index` readable until Unpin; a spilled one is read back and its checksum compared.
  virtual Block Pin(std::size_t partition, std::size_t index) = 0;
  virtual void Unpin(std::size_t partition, std::size_t index, Block block) = 0;
  /// Gives the partition's memory back; it is not read again.
  virtual void Release(std::size_t partition) = 0;
  /// The number of bytes that a reader may pin at once; a larger partition has to be split or streamed.
  virtual std::uint64_t PinLimit() const = 0;
  /// An empty store under the same budget, for a partition that has to be split by the next bits of the hash.
  virtual Owned<BlockStore> MakeChild() = 0;

 protected:
  KeyHasher hasher_;
  unsigned partition_bits_ = 0;
  unsigned skipped_bits_ = 0;
};

/// A block that is readable while this lives, also when user code throws.
class PinnedBlock {
 public:
  PinnedBlock(BlockStore& store, std::size_t partition, std::size_t index)
      : store_(store), partition_(partition), index_(index), block_(store.Pin(partition, index)) {}
  PinnedBlock(const PinnedBlock&) = delete;
  PinnedBlock& operator=(const PinnedBlock&) = delete;
  ~PinnedBlock() { store_.Unpin(partition_, index_, block_); }
  const Block& operator*() const { return block_; }

 private:
  BlockStore& store_;
  std::size_t partition_;
  std::size_t index_;
  Block block_;
};

}  // namespace beam::internal
