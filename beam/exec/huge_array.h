// HugeArray<T>: zeroed or plain memory for large tables, on huge pages where the kernel has them.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace beam::internal {

/// Maps at least `bytes`, zero-filled; advises huge pages from 2 MiB on. Throws beam::Error(kResourceExhausted).
void* MapZeroed(std::size_t bytes);
void Unmap(void* memory, std::size_t bytes) noexcept;

/// A growable array of plain values that are not initialized when it grows and keep their memory between uses.
template <class T>
class HugeArray {
 public:
  static_assert(std::is_trivially_copyable_v<T>);
  HugeArray() = default;
  HugeArray(HugeArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  HugeArray& operator=(HugeArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~HugeArray() { Free(); }

  /// Makes room for `size` values; what was there is lost when the array has to grow. Fresh memory is zero.
  void Require(std::size_t size) {
    if (size <= size_) return;
    Free();
    data_ = static_cast<T*>(MapZeroed(size * sizeof(T)));
    size_ = size;
  }
  void Free() {
    if (data_ != nullptr) Unmap(data_, size_ * sizeof(T));
    data_ = nullptr;
    size_ = 0;
  }
  std::size_t size() const { return size_; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace beam::internal
