// RunState: what all operators of one run share: whether it goes on, and why not.
#pragma once

#include <atomic>
#include <mutex>

#include "beam/base/status.h"
#include "beam/exec/exception_status.h"

namespace beam::internal {

/// State that all operators of one run share. Thread-safe.
class RunState {
 public:
  /// Records the first failure; later ones are dropped. A user's `catch (...)` around an emit therefore cannot hide it.
  void Fail(Status status);
  /// The same where nothing can be allocated any more.
  void FailOutOfMemory() noexcept;
  bool failed() const { return failed_.load(std::memory_order_acquire); }
  Status failure() const;
  void Cancel();
  bool cancelled() const { return cancelled_.load(std::memory_order_acquire); }
  /// True after a failure or a cancellation: bundles that still run end at their next batch.
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

 private:
  mutable std::mutex mutex_;
  Status failure_;
  Status out_of_memory_ = OutOfMemory();
  std::atomic<bool> failed_{false};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> stopping_{false};
};

}  // namespace beam::internal
