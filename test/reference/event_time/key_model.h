// KeyModel: one key's windows as Beam's model describes them, with lists and loops. The oracle of random streams.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "beam/base/window.h"
#include "test/reference/event_time/stream.h"
#include "test/reference/event_time/trigger_model.h"

namespace beam::testing {

/// What a grouping emits: the values of a window in the order in which they came.
struct Pane {
  std::vector<std::int64_t> values;
  ElementMeta meta;
  bool operator==(const Pane&) const = default;
};
std::string ToString(const Pane& pane);

/// Rules that the model can be made to break, so that a test sees whether random streams notice.
enum class Mistake : std::uint8_t {
  kNone,
  kForgetsAllowedLateness,   ///< Closes windows when they end.
  kKeepsFiredValues,         ///< Discarding panes accumulate.
  kCountsPanesFromTheMerge,  ///< A window that takes others in starts its panes anew.
  kTakesTimeOfLateElements,  ///< Late elements move the timestamp of their pane.
  kRepeatsOnTime,            ///< A second pane after the end of the window is on time again.
  kReopensFinishedWindows,   ///< Takes what comes after the trigger has finished.
  kForgetsToHoldForLateElements,
  kWaitsOneMore  ///< Processing time triggers fire a moment late.
};

class KeyModel {
 public:
  explicit KeyModel(const Stream& stream, Mistake mistake = Mistake::kNone);

  /// Takes an element that was assigned to `window` and fires what is due then. False when it is dropped.
  bool Add(const Window& window, Timestamp time, std::int64_t value, const Moment& now, std::vector<Pane>& panes);
  /// Fires what the moved clocks make due.
  void Advance(const Moment& now, std::vector<Pane>& panes);
  /// What may still come out has no earlier timestamp, or is late anyway. Timestamp::Max() if nothing is waiting.
  Timestamp Hold() const;
  /// Nothing is left to remember.
  bool empty() const { return windows_.empty(); }

 private:
  // What makes a window fire: the watermark's passing of its end, or an element, another time, its expiry.
  enum class Cause : std::uint8_t { kEnd, kOther };
  struct Element {
    std::int64_t value;
    Timestamp time;
    /// It came before the watermark had passed its time: what comes after the grouping can still wait for that time.
    bool in_time;
    bool fired = false;
  };
  struct OpenWindow {
    Window window;
    TriggerModel trigger;
    /// Since the window was opened, or, where panes discard, since the last pane.
    std::vector<Element> elements;
    /// What has been emitted so far.
    std::vector<PaneInfo> panes;
    /// Its trigger has fired, whether that was a pane or not.
    bool has_fired = false;
    /// Its trigger has finished: what comes is dropped until the window expires.
    bool finished = false;
  };

  OpenWindow* Find(const Window& window);
  Place PlaceOf(const OpenWindow& open, const Moment& now) const;
  Timestamp ExpiryOf(const Window& window) const;
  bool HasExpired(const Window& window, const Moment& now) const { return now.watermark > ExpiryOf(window); }

  Window MergeNew(const Window& window, const Moment& now);
  void Merge(const WindowMerge& merge, const Moment& now);

  void Ask(OpenWindow& open, Cause cause, const Moment& now, std::vector<Pane>& panes);
  void FirePane(OpenWindow& open, bool is_last, Cause cause, const Moment& now, std::vector<Pane>& panes);
  PaneInfo NextPane(const OpenWindow& open, bool is_last, Cause cause, const Moment& now) const;
  bool IsInTime(const OpenWindow& open, Timestamp time, const Moment& now) const;
  static bool IsHeld(const OpenWindow& open);
  Timestamp TimestampOf(const OpenWindow& open) const;

  Stream stream_;
  Mistake mistake_;
  beam::internal::Windowing windowing_;
  /// At the end of the call before.
  Moment before_;
  std::vector<OpenWindow> windows_;
};

}  // namespace beam::testing
