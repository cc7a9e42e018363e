// ContentSlots: numbered places that are used again; where WindowContents keep what lies in their windows.
#pragma once

#include <cstdint>
#include <vector>

#include "beam/exec/window_panes.h"

namespace beam::internal {

/// The numbers of slots that are free again.
class FreeSlots {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  /// kNone if there is none.
  std::uint32_t Take();
  void Add(std::uint32_t slot);

 private:
  std::vector<std::uint32_t> slots_;
};

/// `T()` is the empty content. References are valid until the next Make.
template <class T>
class ContentSlots final : public PaneSlots {
 public:
  T& operator[](std::uint32_t slot) { return slots_[slot]; }

  std::uint32_t Make() {
    const std::uint32_t free = free_.Take();
    if (free != FreeSlots::kNone) return free;
    slots_.emplace_back();
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  /// The slot is empty already.
  void Free(std::uint32_t slot) { free_.Add(slot); }

 private:
  std::vector<T> slots_;
  FreeSlots free_;
};

}  // namespace beam::internal
