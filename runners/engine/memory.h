// BlockPool: the memory that blocks are made of, counted against the run's budget and recycled.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace beam::runners {

/// How the run's memory limit is dealt out.
struct MemoryShares {
  std::uint64_t limit = 0;   ///< The whole; no element may be larger.
  std::uint64_t blocks = 0;  ///< Blocks beyond this are written to spill files.
  std::uint64_t pins = 0;    ///< What one reader may hold at once.
  std::uint64_t table = 0;   ///< What one combiner table may take.
  unsigned partition_bits = 8;
};
/// Half to blocks, a quarter to readers, an eighth to tables, the rest to what is being written. `writers`: how many tables and
/// sets of open blocks a thread has at once.
MemoryShares ShareMemory(std::uint64_t limit, int threads, std::size_t writers);

/// Thread-safe. Memory is 64-byte aligned. Standard blocks come out of large mappings on huge pages.
class BlockPool {
 public:
  BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool();

  /// Throws beam::Error(kResourceExhausted) when the machine has no memory.
  std::byte* Allocate(std::size_t bytes);
  void Free(std::byte* memory, std::size_t bytes);
  /// Bytes that are handed out now.
  std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  /// A number that changes with every block that is made, read or given back: the run moves on.
  std::uint64_t moves() const { return moves_.load(std::memory_order_relaxed); }
  void CountMove() { moves_.fetch_add(1, std::memory_order_relaxed); }

 private:
  std::byte* AllocateStandard();
  std::byte* AllocateOdd(std::size_t bytes);

  static constexpr std::size_t kChunkBytes = 2u << 20;
  std::mutex mutex_;
  std::vector<std::byte*> free_;
  std::vector<std::byte*> chunks_;
  std::atomic<std::uint64_t> used_{0};
  std::atomic<std::uint64_t> moves_{0};
};

}  // namespace beam::runners
