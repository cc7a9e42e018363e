// MemoryBlockStore: a BlockStore in memory that checks how it is used. Pinned blocks are copies that die with Unpin, so that
// a reader which holds on to them is seen by AddressSanitizer, and everything handed out must come back.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "beam/exec/block_store.h"

namespace beam::testing {

class MemoryBlockStore final : public internal::BlockStore {
 public:
  struct Limits {
    std::uint64_t pins = ~std::uint64_t{0};
    unsigned child_bits = 2;
    bool grows = false;  // blocks come while others are read
  };

  explicit MemoryBlockStore(unsigned partition_bits, internal::KeyHasher hasher = {}, unsigned skipped_bits = 0)
      : stored_(std::size_t{1} << partition_bits), released_(stored_.size()) {
    partition_bits_ = partition_bits;
    skipped_bits_ = skipped_bits;
    hasher_ = hasher;
  }
  ~MemoryBlockStore() override {
    CHECK(open_.empty());
    CHECK(pinned_.empty());
    for (std::byte* left : open_) std::free(left);
    for (std::byte* left : pinned_) std::free(left);
    for (auto& partition : stored_) Free(partition);
  }

  Limits limits;
  /// How many children were asked for, in this store and below it.
  std::size_t children() const { return *children_; }

  internal::Block NewBlock(std::size_t bytes) override {
    internal::Block block;
    block.capacity = (bytes + 63) / 64 * 64;
    block.data = static_cast<std::byte*>(std::aligned_alloc(64, block.capacity));
    // What a writer does not fill must not be read.
    std::memset(block.data, 0xdd, block.capacity);
    open_.insert(block.data);
    return block;
  }
  void Add(std::size_t partition, internal::Block block) override {
    REQUIRE(open_.erase(block.data) == 1);
    CHECK(partition < partitions());
    CHECK_FALSE((reading_ && !limits.grows));
    CHECK(block.header.size <= block.capacity);
    CHECK(block.header.records > 0);
    stored_[partition].push_back(block);
  }
  void Discard(internal::Block block) override {
    REQUIRE(open_.erase(block.data) == 1);
    std::free(block.data);
  }

  internal::PartitionSize Size(std::size_t partition) const override {
    internal::PartitionSize size;
    for (const internal::Block& block : stored_[partition]) {
      size.records += block.header.records;
      size.bytes += block.header.size;
    }
    return size;
  }
  std::size_t BlockCount(std::size_t partition) const override { return stored_[partition].size(); }
  std::size_t BlockRecords(std::size_t partition, std::size_t index) const override {
    return stored_[partition][index].header.records;
  }
  internal::Block Pin(std::size_t partition, std::size_t index) override {
    reading_ = true;
    CHECK_FALSE(released_[partition]);
    internal::Block copy = stored_[partition].at(index);
    // No room behind the last record: reading past it is an error that AddressSanitizer sees.
    auto* data = static_cast<std::byte*>(std::malloc(copy.header.size));
    std::memcpy(data, copy.data, copy.header.size);
    copy.data = data;
    copy.capacity = copy.header.size;
    pinned_.insert(data);
    return copy;
  }
  void Unpin(std::size_t, std::size_t, internal::Block block) override {
    REQUIRE(pinned_.erase(block.data) == 1);
    std::memset(block.data, 0xee, block.header.size);
    std::free(block.data);
  }
  void Release(std::size_t partition) override {
    released_[partition] = true;
    Free(stored_[partition]);
  }
  std::uint64_t PinLimit() const override { return limits.pins; }
  internal::Owned<internal::BlockStore> MakeChild() override {
    auto child = std::make_unique<MemoryBlockStore>(limits.child_bits, hasher_, skipped_bits_ + partition_bits_);
    child->limits = limits;
    child->children_ = children_;
    ++*children_;
    return child;
  }

 private:
  static void Free(std::vector<internal::Block>& blocks) {
    for (const internal::Block& block : blocks) std::free(block.data);
    blocks.clear();
  }

  std::vector<std::vector<internal::Block>> stored_;
  std::vector<bool> released_;
  std::set<std::byte*> open_;
  std::set<std::byte*> pinned_;
  bool reading_ = false;
  std::shared_ptr<std::size_t> children_ = std::make_shared<std::size_t>(0);
};

}  // namespace beam::testing
