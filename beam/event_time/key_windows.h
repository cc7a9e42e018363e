// KeyWindows: the rules of windows, triggers and panes, once, for all groupings and all types of elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "beam/base/time.h"
#include "beam/base/window.h"
#include "beam/event_time/clocks.h"
#include "beam/event_time/window_contents.h"
#include "beam/event_time/window_rules.h"
#include "beam/event_time/window_table.h"

namespace beam::internal {

struct TriggerTime;

/// The windows of one key: where elements go, when panes come out, and what they say about themselves. It has no clock: times
/// are given to it, and never go back. Its facts are those of Apache Beam (ReduceFnRunner, PaneInfoTracker, WatermarkHold);
/// where Beam lets chance decide, because it asks how far the output of other keys has come, the key's own windows decide.
///
/// The caller gives an element to Add, puts it into the content that Add names, and calls Fire; after each element, so that
/// results do not depend on bundles. When a clock has moved, it calls Advance before the next Add. Then
/// min(watermark, hold()) is where the output watermark may stand.
///
///   std::uint32_t content = windows.Add(window, timestamp, clocks, contents);
///   if (content != KeyWindows::kDropped) Append(content, value);
///   windows.Fire(clocks, contents);
///
/// The rules, where "passed" means that a clock is later than a time, or infinite:
///
/// - A window ends at its max_timestamp() and expires at WindowRules::ExpiryOf. Advance asks the triggers once when the end is
///   passed, and closes the window when the expiry is; a watermark that passes both at once only closes it, in the order of the
///   ends, since nothing can come between.
/// - An element is dropped when its own window has expired, or when its window's trigger has finished. A finished window emits
///   nothing more and is remembered until it expires; it takes no part in merges, but a merge that results in just this window
///   opens it anew.
/// - An element holds the output watermark when the end of its window has not been passed and its time (the window's end, or its
///   own timestamp for kEarliest and kLatest) is not before the watermark, nor before the hold that the window has anyway. The
///   next pane has the hold's time, or, when nothing holds, the end of the window. Every firing releases the hold, even one whose
///   pane is left out.
/// - An element that does not hold in this way holds the output watermark at the expiry until the next firing; so does, after
///   each firing, a window that ClosingBehavior::kFireAlways will have emit. The pane still has the end of its window.
/// - A firing is a pane unless nothing came since the last firing; then it is a pane only when it is on time and OnTimeBehavior
///   is kFireAlways, or when it is the last of its window and ClosingBehavior is kFireAlways. Panes of kAccumulating hold
///   everything since the window began.
/// - A pane is early until the end of its window is passed. The first one then is on time, if it was caused by the passing of the
///   end (which includes closing at once) or if something has held its timestamp. All others are late. The
///   index counts panes, the on-time index those that are not early, for which it is -1. The last pane is the one by which the
///   trigger has finished or the window has closed.
/// - A merge adds the contents, counts and holds. For kEndOfWindow the new window holds at its end when one of the old ones held.
///   Indices go on where the merged window was one of the old ones, and begin again where not.
class KeyWindows {
 public:
  static constexpr std::uint32_t kDropped = WindowContents::kNone;

  /// `rules` must outlive this.
  explicit KeyWindows(const WindowRules& rules) : rules_(&rules) {}
  KeyWindows(KeyWindows&&) noexcept = default;
  KeyWindows& operator=(KeyWindows&&) noexcept = default;

  /// Returns the content that an element of `window` belongs to, or kDropped. Merges windows, if the window function does.
  std::uint32_t Add(const Window& window, Timestamp timestamp, const Clocks& clocks, WindowContents& contents);
  /// Asks the triggers of those windows that Add has touched since the last call, in the order of their ends; each fires at
  /// most once.
  void Fire(const Clocks& clocks, WindowContents& contents);
  /// A clock has moved: first what the watermark has made due, in the order of time (ends and expiries; windows of one time in
  /// their own order), then what processing time has. A window that is asked at its end is not asked again by the same call.
  void Advance(const Clocks& clocks, WindowContents& contents);

  /// The earliest watermark at which Advance may have something to do; Timestamp::Max(), where all ends, if there is none
  /// before.
  Timestamp next_event_time() const { return Later(times_.event, Duration(1)); }
  /// Likewise for the two kinds of processing time; Timestamp::Max() if there is none.
  Timestamp next_processing_time() const { return Later(times_.processing_time, Duration(1)); }
  Timestamp next_synchronized_processing_time() const {
    return Later(times_.synchronized_processing_time, Duration(1));
  }
  /// What the output watermark must not pass: the earliest timestamp that a coming pane may have, or the expiry of windows
  /// whose coming pane is late anyway. Timestamp::Max() if nothing holds.
  Timestamp hold() const { return times_.hold; }
  /// Nothing is left to remember, and this may be thrown away.
  bool empty() const { return table_.size() == 0; }

 private:
  enum class Cause : std::uint8_t { kElementOrClock, kEnd };
  TriggerTime TimeOf(const Window& window, const Clocks& clocks) const;
  std::size_t PlaceOf(const Window& window, const Clocks& clocks, WindowContents& contents);
  std::size_t Open(const Window& window, const Clocks& clocks);
  std::vector<Window> WindowsToMerge(const Window& window) const;
  std::size_t MergeAll(const Window& window, const Clocks& clocks, WindowContents& contents);
  std::vector<std::size_t> PlacesOf(const WindowMerge& merge) const;
  void Merge(const WindowMerge& merge, const Clocks& clocks, WindowContents& contents);
  bool Widen(std::size_t place, const Window& into, const Clocks& clocks);
  WindowState MergedState(std::span<const std::size_t> places, std::span<const TriggerState* const> triggers,
                          const Window& into, const Clocks& clocks) const;
  void AddHold(WindowState& state, Timestamp time) const;
  void HoldFor(WindowState& state, Timestamp timestamp, const Clocks& clocks);
  void Touch(std::size_t place);

  void FireAllTouched(const Clocks& clocks, WindowContents& contents);
  void FireAll(const std::vector<Window>& windows, const Clocks& clocks, WindowContents& contents);
  void AdvanceWatermark(const Clocks& clocks, WindowContents& contents);
  Window FirstByEvent() const;
  std::vector<Window> DueByProcessingTime(const Clocks& clocks) const;
  void Expire(std::size_t place, const Clocks& clocks, WindowContents& contents);
  bool FireIfReady(WindowState& state, Cause cause, const Clocks& clocks, WindowContents& contents);
  void EmitPane(WindowState& state, bool last, Cause cause, const Clocks& clocks, WindowContents& contents);
  PaneInfo NextPane(const WindowState& state, bool last, Cause cause, const Clocks& clocks) const;
  void CloseTrigger(WindowState& state, WindowContents& contents);

  Timestamp NextEventOf(const WindowState& state) const;
  Timestamp HoldOf(const WindowState& state) const;
  WindowTimes TimesOf(const WindowState& state, const Clocks& clocks) const;
  std::size_t Insert(const Window& window, const Clocks& clocks);
  void Note(std::size_t place, const Clocks& clocks);
  void NoteEarlier(std::size_t place, const Clocks& clocks);
  void NoteAll(const Clocks& clocks);

  static constexpr std::uint32_t kNoneTouched = 0xFFFFFFFF;
  static constexpr std::uint32_t kManyTouched = 0xFFFFFFFE;

  const WindowRules* rules_;
  WindowTable table_;
  WindowTimes times_;                     // the earliest of all windows
  std::uint32_t touched_ = kNoneTouched;  // a place, or one of the two above
};

}  // namespace beam::internal
