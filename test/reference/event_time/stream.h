// Stream: one key's elements and clock moves as data, and the windowing that they are grouped with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "beam/event_time/windowing.h"

namespace beam::testing {

/// Window functions of the tests: small numbers, so that windows meet.
struct WindowsOf {
  enum class Kind : std::uint8_t {
    kGlobal,
    kFixed,     ///< [n * size, (n + 1) * size)
    kSliding,   ///< `size` long, one at each multiple of `step`.
    kSessions,  ///< From the element to `size` after it; what overlaps merges.
    kByStart  ///< The same windows; those that start between the same multiples of `step` merge, and others may overlap.
  };
  Kind kind = Kind::kGlobal;
  std::int64_t size = 10;
  std::int64_t step = 5;
};

/// What happens to a key: an element comes, or clocks move. A clock that would move back stays.
struct StreamEvent {
  enum class Kind : std::uint8_t { kElement, kClocks };
  Kind kind = Kind::kElement;
  Timestamp time;          ///< Of the element, or the new watermark.
  std::int64_t value = 0;  ///< Of the element.
  std::int64_t processing_time = 0;
  std::int64_t synchronized_processing_time = 0;
};

struct Stream {
  WindowsOf windows;
  Trigger trigger;
  std::int64_t allowed_lateness = 0;
  AccumulationMode accumulation = AccumulationMode::kDiscarding;
  ClosingBehavior closing = ClosingBehavior::kFireIfNonEmpty;
  OnTimeBehavior on_time = OnTimeBehavior::kFireAlways;
  TimestampCombiner timestamps = TimestampCombiner::kEndOfWindow;
  std::vector<StreamEvent> events;
};

/// Null for the global window.
std::shared_ptr<const beam::internal::WindowFn> WindowFnOf(const WindowsOf& windows);
beam::internal::Windowing WindowingOf(const Stream& stream);

/// As a program would write it.
std::string ToString(const StreamEvent& event);
std::string ToString(const Stream& stream);
std::string ToString(Timestamp timestamp);
std::string ToString(const Window& window);

}  // namespace beam::testing
