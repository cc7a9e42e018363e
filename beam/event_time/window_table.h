// WindowTable: the windows of one key, and what the rules remember of each. The first takes no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "beam/base/owned.h"
#include "beam/base/time.h"
#include "beam/base/window.h"
#include "beam/event_time/trigger_state.h"
#include "beam/event_time/window_contents.h"

namespace beam::internal {

/// What the rules remember of a window.
struct WindowState {
  Window window;
  TriggerState trigger;
  /// The timestamp of the coming pane, where an element that was on time has asked for one.
  Timestamp element_hold = Timestamp::Max();
  std::int64_t panes = 0;              ///< Emitted so far.
  std::int64_t panes_after_early = 0;  ///< Of these, those that were not early.
  std::uint32_t content = WindowContents::kNone;
  bool has_element_hold : 1 = false;
  bool has_expiry_hold : 1 = false;  ///< The output watermark waits at the window's expiry.
  bool has_news : 1 = false;         ///< Elements came since the last firing.
  bool end_seen : 1 = false;         ///< The watermark's passing of the end has been dealt with.
  bool closed : 1 = false;           ///< The trigger has finished; nothing else of this counts any more.
  bool touched : 1 = false;          ///< An element came since the trigger was last asked.
};

/// When a window wants to be looked at, and what it holds back; Timestamp::Max() where that is never and nothing.
struct WindowTimes {
  Timestamp event = Timestamp::Max();  ///< The time that the watermark has to pass.
  Timestamp hold = Timestamp::Max();
  Timestamp processing_time = Timestamp::Max();
  Timestamp synchronized_processing_time = Timestamp::Max();

  void Lower(const WindowTimes& other);
};

/// Up to a few windows are looked through; of more, a crowd, a hash table finds one, and ordered sets know what is next.
class WindowTable {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  static constexpr std::size_t kCrowd = 17;

  WindowTable();
  WindowTable(WindowTable&&) noexcept;
  WindowTable& operator=(WindowTable&&) noexcept;
  ~WindowTable();

  std::size_t size() const { return size_; }
  WindowState& operator[](std::size_t i) { return i == 0 ? first_ : more_[i - 1]; }
  const WindowState& operator[](std::size_t i) const { return i == 0 ? first_ : more_[i - 1]; }

  /// The place of a window; kNone if it is not there.
  std::size_t Find(const Window& window) const {
    if (crowd_ != nullptr) return FindInCrowd(window);
    for (std::size_t i = 0; i < size_; ++i) {
      if ((*this)[i].window == window) return i;
    }
    return kNone;
  }
  /// Adds a window that is not there yet, and returns its place.
  std::size_t Insert(const Window& window);
  /// The last window moves to the place of the removed one.
  void Remove(std::size_t i);

  /// The windows are a crowd: their times have to be noted, and what is next can be asked. A table that becomes a crowd knows no
  /// times yet.
  bool crowded() const { return crowd_ != nullptr; }
  void Note(std::size_t i, const WindowTimes& times);
  /// The earliest of all the times that were noted.
  WindowTimes Earliest() const;
  /// The window with the earliest event, of several the first. There is one.
  Window FirstByEvent() const;
  /// Adds the windows whose moment of processing time has passed, in the order of their moments.
  void AddDue(Timestamp processing_time, Timestamp synchronized_processing_time, std::vector<Window>& windows) const;

  /// Adds the windows that overlap this one and have not been closed. No two of those that have not been closed overlap each other.
  void AddOverlapping(const Window& window, std::vector<Window>& windows) const;
  /// The place of the one window that AddOverlapping would add; kNone if it would add none or several, and for a crowd.
  std::size_t FindOnlyOverlapping(const Window& window) const;

 private:
  struct Others;
  struct Crowd;
  std::size_t FindInCrowd(const Window& window) const;

  WindowState first_;
  WindowState* more_ = nullptr;  // the others' states
  Owned<Others> others_;
  Owned<Crowd> crowd_;
  std::uint32_t size_ = 0;
};

}  // namespace beam::internal
