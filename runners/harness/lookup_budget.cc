#include "runners/harness/lookup_budget.h"

#include <algorithm>

namespace beam::runners {

namespace {
constexpr std::size_t kGrowth = 4;
}  // namespace

bool LookupBudget::Spend(const Window& window) {
  std::size_t& spent = spent_[window];
  if (spent >= lookups_) return false;
  ++spent;
  return true;
}

std::size_t LookupBudget::most_bytes() const { return std::max(lookups_, kFirst) * kBytesOfLookup; }

void LookupBudget::NoteRead(std::size_t bytes) { lookups_ = bytes / kBytesOfLookup; }

void LookupBudget::NoteTooLarge() { lookups_ = std::max(lookups_, kFirst) * kGrowth; }

}  // namespace beam::runners
