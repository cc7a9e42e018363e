// ContentSlots: numbered places that are used again; where WindowContents keep what lies in their windows.
#pragma once

#include <cstdint>
#include <vector>

namespace beam::internal {

/// `T()` is the empty content. References are valid until the next Make.
template <class T>
class ContentSlots {
 public:
  T& operator[](std::uint32_t slot) { return slots_[slot]; }
  auto begin() { return slots_.begin(); }
  auto end() { return slots_.end(); }

  std::uint32_t Make() {
    if (free_.empty()) {
      slots_.emplace_back();
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }
  /// The slot is empty already.
  void Free(std::uint32_t slot) { free_.push_back(slot); }

 private:
  std::vector<T> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace beam::internal
