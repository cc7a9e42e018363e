#include "runners/engine/memory.h"

#include <algorithm>
#include <new>
#include <string>

#include "beam/base/error.h"
#include "beam/exec/block_store.h"
#include "beam/exec/huge_array.h"

namespace beam::runners {

namespace {
constexpr std::align_val_t kAlignment{64};
}

MemoryShares ShareMemory(std::uint64_t limit, int threads) {
  const auto workers = static_cast<std::uint64_t>(threads);
  MemoryShares shares;
  shares.limit = limit;
  shares.blocks = limit / 2;
  shares.pins = std::max<std::uint64_t>(limit / 4 / workers, internal::kBlockBytes);
  shares.table = std::min<std::uint64_t>(limit / 8 / workers, 1u << 30);
  // Each thread may hold an open block for every partition of an exchange.
  shares.partition_bits = 8;
  while (shares.partition_bits > 4 && (workers * internal::kBlockBytes << shares.partition_bits) > limit / 8) {
    --shares.partition_bits;
  }
  return shares;
}

BlockPool::~BlockPool() {
  for (std::byte* chunk : chunks_) internal::Unmap(chunk, kChunkBytes);
}

std::byte* BlockPool::Allocate(std::size_t bytes) {
  used_.fetch_add(bytes, std::memory_order_relaxed);
  CountMove();
  if (bytes != internal::kBlockBytes) {
    void* memory = ::operator new(bytes, kAlignment, std::nothrow);
    if (memory != nullptr) return static_cast<std::byte*>(memory);
    used_.fetch_sub(bytes, std::memory_order_relaxed);
    throw Error(StatusCode::kResourceExhausted,
                "the machine has no memory left for a block; lower --memory_limit; bytes = " + std::to_string(bytes));
  }
  std::lock_guard lock(mutex_);
  if (free_.empty()) {
    auto* chunk = static_cast<std::byte*>(internal::MapZeroed(kChunkBytes));
    chunks_.push_back(chunk);
    for (std::size_t at = kChunkBytes; at > 0; at -= internal::kBlockBytes) {
      free_.push_back(chunk + at - internal::kBlockBytes);
    }
  }
  std::byte* block = free_.back();
  free_.pop_back();
  return block;
}

void BlockPool::Free(std::byte* memory, std::size_t bytes) {
  CountMove();
  used_.fetch_sub(bytes, std::memory_order_relaxed);
  if (bytes != internal::kBlockBytes) {
    ::operator delete(memory, kAlignment);
    return;
  }
  std::lock_guard lock(mutex_);
  free_.push_back(memory);
}

}  // namespace beam::runners
