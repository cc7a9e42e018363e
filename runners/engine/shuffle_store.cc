#include "runners/engine/shuffle_store.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"
#include "beam/exec/user_code.h"

namespace beam::runners {

using internal::Block;

namespace {
// A partition that was too large is split in 32: its reader holds an open block for each.
constexpr unsigned kChildBits = 5;
}  // namespace

ShuffleStore::ShuffleStore(ShuffleResources& resources, const internal::Node* node, unsigned partition_bits,
                           unsigned skipped_bits)
    : resources_(resources), node_(node), partitions_(std::size_t{1} << partition_bits) {
  hasher_ = resources.hasher;
  partition_bits_ = partition_bits;
  skipped_bits_ = skipped_bits;
}

ShuffleStore::~ShuffleStore() {
  for (std::size_t partition = 0; partition < partitions_.size(); ++partition) Release(partition);
}

Block ShuffleStore::NewBlock(std::size_t bytes) {
  return internal::RunStep(resources_.run, node_, [&] { return MakeBlock(bytes); });
}

Block ShuffleStore::MakeBlock(std::size_t bytes) {
  if (bytes > internal::kBlockBytes && bytes > resources_.shares.limit) {
    throw Error(StatusCode::kResourceExhausted,
                "an element is larger than --memory_limit; raise the limit or split the element; bytes = " +
                    std::to_string(bytes) + "; limit = " + std::to_string(resources_.shares.limit));
  }
  Block block;
  block.capacity = std::max<std::size_t>(bytes, 64);
  block.data = resources_.pool.Allocate(block.capacity);
  return block;
}

void ShuffleStore::Discard(Block block) { resources_.pool.Free(block.data, block.capacity); }

void ShuffleStore::Add(std::size_t partition, Block block) {
  Stored stored;
  if (resources_.pool.used() > resources_.shares.blocks) {
    internal::RunStep(resources_.run, node_, [&] {
      try {
        stored.offset = resources_.spill.Write(block.data, block.header.size);
      } catch (...) {
        Discard(block);
        throw;
      }
    });
    Discard(block);
    block.data = nullptr;
    block.capacity = 0;
  }
  stored.block = block;
  std::lock_guard lock(mutex_);
  Partition& target = partitions_[partition];
  target.blocks.push_back(stored);
  target.size.records += block.header.records;
  target.size.bytes += block.header.size;
}

internal::PartitionSize ShuffleStore::Size(std::size_t partition) const {
  std::lock_guard lock(mutex_);
  return partitions_[partition].size;
}

std::size_t ShuffleStore::BlockCount(std::size_t partition) const {
  std::lock_guard lock(mutex_);
  return partitions_[partition].blocks.size();
}

std::size_t ShuffleStore::BlockRecords(std::size_t partition, std::size_t index) const {
  std::lock_guard lock(mutex_);
  return partitions_[partition].blocks[index].block.header.records;
}

Block ShuffleStore::Pin(std::size_t partition, std::size_t index) {
  // Reading a large group is one call of user code, and ends here when the run does.
  if (resources_.run.stopping()) throw internal::BundleAborted{};
  resources_.pool.CountMove();
  Stored stored;
  {
    std::lock_guard lock(mutex_);
    stored = partitions_[partition].blocks[index];
  }
  if (stored.block.data != nullptr) return stored.block;
  return internal::RunStep(resources_.run, node_, [&] {
    Block block = MakeBlock(std::max<std::size_t>(stored.block.header.size, internal::kBlockBytes));
    block.header = stored.block.header;
    try {
      resources_.spill.Read(stored.offset, block.data, block.header.size);
    } catch (...) {
      Discard(block);
      throw;
    }
    return block;
  });
}

void ShuffleStore::Unpin(std::size_t partition, std::size_t index, Block block) {
  bool in_memory;
  {
    std::lock_guard lock(mutex_);
    in_memory = partitions_[partition].blocks[index].block.data != nullptr;
  }
  if (!in_memory) Discard(block);
}

void ShuffleStore::Release(std::size_t partition) {
  std::vector<Stored> blocks;
  {
    std::lock_guard lock(mutex_);
    blocks.swap(partitions_[partition].blocks);
    partitions_[partition].size = {};
  }
  for (const Stored& stored : blocks) {
    if (stored.block.data != nullptr) Discard(stored.block);
  }
}

void ShuffleStore::MoveTo(ShuffleStore& reader, std::size_t partition) {
  Partition moved;
  {
    std::lock_guard lock(mutex_);
    std::swap(moved, partitions_[partition]);
  }
  std::lock_guard lock(reader.mutex_);
  reader.partitions_[partition] = std::move(moved);
}

internal::Owned<internal::BlockStore> ShuffleStore::MakeChild() {
  return std::make_unique<ShuffleStore>(resources_, node_, kChildBits, skipped_bits_ + partition_bits_);
}

std::uint64_t ShuffleStore::TotalRecords() const {
  std::lock_guard lock(mutex_);
  std::uint64_t total = 0;
  for (const Partition& partition : partitions_) total += partition.size.records;
  return total;
}

}  // namespace beam::runners
