#include "beam/exec/content_slots.h"

namespace beam::internal {

std::uint32_t FreeSlots::Take() {
  if (slots_.empty()) return kNone;
  const std::uint32_t slot = slots_.back();
  slots_.pop_back();
  return slot;
}

void FreeSlots::Add(std::uint32_t slot) { slots_.push_back(slot); }

}  // namespace beam::internal
