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
// Blocks from this size on are mapped one by one: freed, they go back to the machine instead of leaving holes in the heap.
constexpr std::size_t kMappedBytes = 256 * 1024;
}  // namespace

MemoryShares ShareMemory(std::uint64_t limit, int threads, std::size_t writers) {
  const auto workers = static_cast<std::uint64_t>(threads);
  MemoryShares shares;
  shares.limit = limit;
  shares.blocks = limit / 2;
  shares.pins = std::max<std::uint64_t>(limit / 4 / workers, internal::kBlockBytes);
  shares.table = std::min<std::uint64_t>(limit / 8 / workers / writers, 1u << 30);
  // Each thread may hold an open block for every partition of an exchange.
  shares.partition_bits = 8;
  while (shares.partition_bits > 4 &&
         (workers * writers * internal::kBlockBytes << shares.partition_bits) > limit / 8) {
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
  try {
    return bytes == internal::kBlockBytes ? AllocateStandard() : AllocateOdd(bytes);
  } catch (...) {
    used_.fetch_sub(bytes, std::memory_order_relaxed);
    throw;
  }
}

std::byte* BlockPool::AllocateOdd(std::size_t bytes) {
  if (bytes >= kMappedBytes) return static_cast<std::byte*>(internal::MapZeroed(bytes));
  void* memory = ::operator new(bytes, kAlignment, std::nothrow);
  if (memory != nullptr) return static_cast<std::byte*>(memory);
  throw Error(StatusCode::kResourceExhausted,
              "the machine has no memory left for a block; lower --memory_limit; bytes = " + std::to_string(bytes));
}

std::byte* BlockPool::AllocateStandard() {
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
    if (bytes >= kMappedBytes) {
      internal::Unmap(memory, bytes);
    } else {
      ::operator delete(memory, kAlignment);
    }
    return;
  }
  std::lock_guard lock(mutex_);
  free_.push_back(memory);
}

}  // namespace beam::runners
