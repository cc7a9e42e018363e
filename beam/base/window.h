// Window and pane: where in event time, and which firing, an element belongs to.
#pragma once

#include <compare>
#include <cstdint>

#include "beam/base/time.h"

namespace beam {

/// A window as the engine carries it: the half-open interval [start, end). The global window is the whole time domain.
/// An element that a window function assigns to several windows travels once for each of them (Beam's "exploded" form), so that every row has exactly one window.
class Window {
 public:
  /// The global window.
  constexpr Window() = default;
  constexpr Window(Timestamp start, Timestamp end) : start_(start), end_(end) {}
  static constexpr Window Global() { return Window(); }

  constexpr Timestamp start() const { return start_; }
  constexpr Timestamp end() const { return end_; }
  constexpr bool is_global() const { return *this == Window(); }
  /// The last moment that belongs to the window. For the global window Beam defines Max() minus one day.
  constexpr Timestamp max_timestamp() const {
    return is_global() ? Timestamp::Max() - Duration(86'400'000) : end_ - Duration(1);
  }
  constexpr auto operator<=>(const Window&) const = default;

 private:
  Timestamp start_ = Timestamp::Min();
  Timestamp end_ = Timestamp::Max();
};

/// When a pane fired relative to the watermark. The numbers are those of Beam's pane encoding.
enum class PaneTiming : std::uint8_t { kEarly = 0, kOnTime = 1, kLate = 2, kUnknown = 3 };

/// Which firing of its window an element came out of.
struct PaneInfo {
  bool is_first = true;
  bool is_last = true;
  PaneTiming timing = PaneTiming::kUnknown;
  std::int64_t index = 0;
  std::int64_t on_time_index = 0;
  constexpr bool operator==(const PaneInfo&) const = default;
};

/// Everything that travels with a value: its event time, its window and its pane.
struct ElementMeta {
  Timestamp timestamp = Timestamp::Min();
  Window window;
  PaneInfo pane;
  constexpr bool operator==(const ElementMeta&) const = default;
};

}  // namespace beam
