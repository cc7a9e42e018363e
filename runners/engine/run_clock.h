// RunClock: the processing time of a run: the machine's, or one that a test moves.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "beam/base/time.h"
#include "beam/event_time/clocks.h"

namespace beam::runners {

/// Thread-safe.
class RunClock final : public internal::ProcessingClock {
 public:
  Timestamp Now() const override {
    if (virtual_.load(std::memory_order_acquire)) return Timestamp::Millis(millis_.load(std::memory_order_acquire));
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Timestamp(std::chrono::duration_cast<Duration>(now));
  }
  /// From now on the clock stands at `time` until it is moved again.
  void MoveTo(Timestamp time) {
    millis_.store(time.millis(), std::memory_order_release);
    virtual_.store(true, std::memory_order_release);
  }

 private:
  std::atomic<bool> virtual_{false};
  std::atomic<std::int64_t> millis_{0};
};

}  // namespace beam::runners
