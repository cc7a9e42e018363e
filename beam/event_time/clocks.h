// Clocks: where time stands for a grouping, and sums of times that stay inside the time domain.
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

/// True when `watermark` is later than `time`. The last watermark, Timestamp::Max(), is later than everything.
constexpr bool HasPassed(Timestamp watermark, Timestamp time) {
  return watermark > time || watermark >= Timestamp::Max();
}

/// `time` and `delay` later; Timestamp::Max() where that lies outside the time domain. `delay` is not negative.
constexpr Timestamp Later(Timestamp time, Duration delay) {
  if (time >= Timestamp::Max()) return Timestamp::Max();
  return delay > Timestamp::Max() - time ? Timestamp::Max() : time + delay;
}

}  // namespace beam::internal
