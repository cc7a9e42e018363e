#include "beam/exec/run_state.h"

#include <utility>

namespace beam::internal {

void RunState::Fail(Status status) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return;
  failure_ = std::move(status);
  failed_.store(true, std::memory_order_release);
  stopping_.store(true, std::memory_order_relaxed);
}

void RunState::FailOutOfMemory() noexcept {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return;
  failure_ = std::move(out_of_memory_);
  failed_.store(true, std::memory_order_release);
  stopping_.store(true, std::memory_order_relaxed);
}

void RunState::Cancel() {
  cancelled_.store(true, std::memory_order_release);
  stopping_.store(true, std::memory_order_relaxed);
}

Status RunState::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace beam::internal
