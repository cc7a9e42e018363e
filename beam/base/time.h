// Event time: Timestamp, Duration and the limits of Beam's time domain.
#pragma once

#include <compare>
#include <cstdint>

#include "beam/base/chrono.h"

namespace beam {

/// Event-time distances are whole milliseconds, the resolution of Beam's wire format.
using Duration = std::chrono::milliseconds;

/// A moment of event time, in milliseconds since the epoch. Never reads the wall clock.
class Timestamp {
 public:
  constexpr Timestamp() = default;
  constexpr explicit Timestamp(Duration since_epoch) : millis_(since_epoch.count()) {}
  static constexpr Timestamp Millis(std::int64_t millis) { return Timestamp(Duration(millis)); }

  /// The bounds of the time domain: microseconds must fit an int64 (org.apache.beam's BoundedWindow).
  static constexpr Timestamp Min() { return Millis(-9223372036854775LL); }
  static constexpr Timestamp Max() { return Millis(9223372036854775LL); }

  constexpr std::int64_t millis() const { return millis_; }
  constexpr auto operator<=>(const Timestamp&) const = default;
  friend constexpr Timestamp operator+(Timestamp t, Duration d) { return Millis(t.millis_ + d.count()); }
  friend constexpr Timestamp operator-(Timestamp t, Duration d) { return Millis(t.millis_ - d.count()); }
  friend constexpr Duration operator-(Timestamp a, Timestamp b) { return Duration(a.millis_ - b.millis_); }

 private:
  std::int64_t millis_ = 0;
};

/// What a DoFn asks for to receive an element's timestamp, and what an emitter takes to set one.
using EventTime = Timestamp;

/// A value with its event time; a DoFn that returns one sets the timestamp of its output.
template <class T>
struct Timestamped {
  T value;
  Timestamp timestamp;
};
template <class T>
Timestamped(T, Timestamp) -> Timestamped<T>;

}  // namespace beam
