// Windowing: how the elements of a collection are divided and when groupings emit what they hold.
#pragma once

#include <cstdint>
#include <memory>

#include "beam/base/time.h"
#include "beam/event_time/trigger.h"
#include "beam/event_time/window_fn.h"

namespace beam {

/// What later panes of a window hold: only what came since the pane before, or everything.
enum class AccumulationMode : std::uint8_t { kDiscarding, kAccumulating };
/// Whether a window that closes for good emits a last pane that has nothing new.
enum class ClosingBehavior : std::uint8_t { kFireIfNonEmpty, kFireAlways };
/// Whether the on-time pane is emitted although it has nothing.
enum class OnTimeBehavior : std::uint8_t { kFireAlways, kFireIfNonEmpty };
/// The timestamp of a pane: the last moment of its window, or that of its earliest or latest element.
enum class TimestampCombiner : std::uint8_t { kEndOfWindow, kEarliest, kLatest };

namespace internal {

struct Windowing {
  std::shared_ptr<const WindowFn> fn = nullptr;  ///< Null for the global window.
  Trigger trigger = {};
  Duration allowed_lateness{0};
  AccumulationMode accumulation = AccumulationMode::kDiscarding;
  ClosingBehavior closing = ClosingBehavior::kFireIfNonEmpty;
  OnTimeBehavior on_time = OnTimeBehavior::kFireAlways;
  TimestampCombiner timestamps = TimestampCombiner::kEndOfWindow;
  /// A grouping has merged the windows: the next one leaves them as they are.
  bool merged = false;

  bool is_global() const { return fn == nullptr; }
  bool merging() const { return fn != nullptr && fn->merging() && !merged; }
  /// Over a bounded input a grouping emits one pane for each key and window, at the end of the window.
  bool fires_once() const {
    return trigger.kind() == Trigger::Kind::kDefault && timestamps == TimestampCombiner::kEndOfWindow && !merging();
  }
  bool operator==(const Windowing&) const = default;
};

/// The windowing of what a grouping puts out: merged windows stay as they are, and triggers continue.
Windowing AfterGrouping(Windowing windowing);

}  // namespace internal
}  // namespace beam
