// Clocks: where time stands for a grouping, what tells processing time, and sums of times that stay inside the time domain.
#pragma once

#include "beam/base/time.h"

namespace beam::internal {

/// Where time stands for the input of a grouping. None of them ever goes back.
struct Clocks {
  /// No element earlier than this is expected any more.
  Timestamp watermark = Timestamp::Min();
  Timestamp processing_time = Timestamp::Min();
  /// The processing time that everything upstream has caught up with.
  Timestamp synchronized_processing_time = Timestamp::Min();
};

/// True when a clock is later than `time`. At Timestamp::Max() it is later than everything.
constexpr bool HasPassed(Timestamp clock, Timestamp time) { return clock > time || clock >= Timestamp::Max(); }

/// A clock of processing time. Thread-safe.
class ProcessingClock {
 public:
  virtual ~ProcessingClock() = default;
  virtual Timestamp Now() const = 0;
};

/// `time` and `delay` later; Timestamp::Max() where that lies outside the time domain. `delay` is not negative.
constexpr Timestamp Later(Timestamp time, Duration delay) {
  if (time >= Timestamp::Max()) return Timestamp::Max();
  return delay > Timestamp::Max() - time ? Timestamp::Max() : time + delay;
}

}  // namespace beam::internal
