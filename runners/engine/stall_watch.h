// StallWatch: notices a run in which nothing has moved for too long.
#pragma once

#include <cstdint>

#include "beam/base/chrono.h"

namespace beam::runners {

/// Has no clock of its own: it is asked from time to time, with the time and a number that changes with all that moves.
class StallWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// A timeout of 0 watches nothing.
  StallWatch(std::chrono::milliseconds timeout, Time start) : timeout_(timeout), moved_at_(start) {}

  /// True once for each stretch of `timeout` without a move.
  bool Stalled(Time now, std::uint64_t moves) {
    if (moves != moves_) {
      moves_ = moves;
      moved_at_ = now;
      reported_ = false;
    }
    if (timeout_.count() == 0 || reported_ || now - moved_at_ < timeout_) return false;
    reported_ = true;
    return true;
  }

 private:
  std::chrono::milliseconds timeout_;
  Time moved_at_;
  std::uint64_t moves_ = 0;
  bool reported_ = false;
};

}  // namespace beam::runners
