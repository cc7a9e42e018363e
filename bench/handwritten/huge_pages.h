#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

namespace beam::bench {

/// Zeroed memory that asks the kernel for pages of 2 MiB: first touch costs less than half of what 4 KiB pages cost,
/// and random access misses the TLB far less.
class HugePages {
 public:
  HugePages() = default;
  explicit HugePages(size_t bytes) : bytes_((bytes + kPage - 1) / kPage * kPage) {
    // The kernel promises no alignment, so one page more is mapped and the ends are given back.
    void* mapped =
        mmap(nullptr, bytes_ + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    auto* start = static_cast<char*>(mapped);
    const size_t skip = (kPage - reinterpret_cast<uintptr_t>(start) % kPage) % kPage;
    data_ = start + skip;
    if (skip != 0) munmap(start, skip);
    if (skip != kPage) munmap(data_ + bytes_, kPage - skip);
    if (bytes > kPage / 2) madvise(data_, bytes_, MADV_HUGEPAGE);
  }
  HugePages(HugePages&& other) noexcept { Swap(other); }
  HugePages& operator=(HugePages&& other) noexcept {
    Swap(other);
    return *this;
  }
  ~HugePages() {
    if (data_ != nullptr) munmap(data_, bytes_);
  }

  template <class T = char>
  T* As() const {
    return reinterpret_cast<T*>(data_);
  }
  size_t size() const { return bytes_; }

  static constexpr size_t kPage = size_t{2} << 20;

 private:
  void Swap(HugePages& other) {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
  }

  char* data_ = nullptr;
  size_t bytes_ = 0;
};

/// Cuts blocks from huge pages, one after the other; all are freed together. For one thread.
class HugePageArena {
 public:
  /// `bytes` must be a multiple of 64; the block starts at a cache line.
  char* Allocate(size_t bytes) {
    if (left_ < bytes) {
      regions_.emplace_back(kRegion);
      next_ = regions_.back().As();
      left_ = kRegion;
    }
    char* block = next_;
    next_ += bytes;
    left_ -= bytes;
    return block;
  }

 private:
  static constexpr size_t kRegion = size_t{16} << 20;
  std::vector<HugePages> regions_;
  char* next_ = nullptr;
  size_t left_ = 0;
};

}  // namespace beam::bench
