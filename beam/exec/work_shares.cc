#include "beam/exec/work_shares.h"

#include <algorithm>
#include <cstddef>

namespace beam::internal {

void WorkShares::Add(WorkGiver& giver) {
  std::lock_guard lock(mutex_);
  givers_.push_back(&giver);
}

void WorkShares::Remove(WorkGiver& giver) {
  std::lock_guard lock(mutex_);
  std::erase(givers_, &giver);
}

bool WorkShares::Take(const WorkGiver& taker, void* to) {
  std::lock_guard lock(mutex_);
  for (std::size_t asked = 0; asked < givers_.size(); ++asked) {
    WorkGiver& giver = *givers_[next_++ % givers_.size()];
    if (&giver != &taker && giver.Give(to)) return true;
  }
  return false;
}

}  // namespace beam::internal
