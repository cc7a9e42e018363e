#include "runners/harness/side_input_store.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace beam::runners {

using internal::Block;

namespace {
constexpr std::size_t kAlignment = 64;
}  // namespace

SideInputStore::~SideInputStore() { Release(0); }

Block SideInputStore::NewBlock(std::size_t bytes) {
  Block block;
  block.capacity = (std::max(bytes, internal::kBlockBytes) + kAlignment - 1) / kAlignment * kAlignment;
  block.data = static_cast<std::byte*>(std::aligned_alloc(kAlignment, block.capacity));
  if (block.data == nullptr) throw std::bad_alloc();
  return block;
}

void SideInputStore::Add(std::size_t, Block block) { blocks_.push_back(block); }

void SideInputStore::Discard(Block block) { std::free(block.data); }

internal::PartitionSize SideInputStore::Size(std::size_t) const {
  internal::PartitionSize size;
  for (const Block& block : blocks_) {
    size.records += block.header.records;
    size.bytes += block.header.size;
  }
  return size;
}

std::size_t SideInputStore::BlockCount(std::size_t) const { return blocks_.size(); }

std::size_t SideInputStore::BlockRecords(std::size_t, std::size_t index) const { return blocks_[index].header.records; }

Block SideInputStore::Pin(std::size_t, std::size_t index) { return blocks_[index]; }

void SideInputStore::Unpin(std::size_t, std::size_t, Block) {}

void SideInputStore::Release(std::size_t) {
  for (const Block& block : blocks_) std::free(block.data);
  blocks_.clear();
}

std::uint64_t SideInputStore::PinLimit() const { return ~std::uint64_t{0}; }

internal::Owned<internal::BlockStore> SideInputStore::MakeChild() {
  return internal::Owned<internal::BlockStore>(new SideInputStore());
}

}  // namespace beam::runners
