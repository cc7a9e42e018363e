// WindowTable: the windows of one key, and what the rules remember of each. The first takes no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "beam/base/time.h"
#include "beam/base/window.h"
#include "beam/event_time/trigger_machine.h"
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

class WindowTable {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  WindowTable();
  WindowTable(WindowTable&&) noexcept;
  WindowTable& operator=(WindowTable&&) noexcept;
  ~WindowTable();

  std::size_t size() const { return size_; }
  WindowState& operator[](std::size_t i) { return i == 0 ? first_ : more_[i - 1]; }
  const WindowState& operator[](std::size_t i) const { return i == 0 ? first_ : more_[i - 1]; }

  /// The place of a window; kNone if it is not there.
  std::size_t Find(const Window& window) const {
    if (index_ != nullptr) return FindByIndex(window);
    for (std::size_t i = 0; i < size_; ++i) {
      if ((*this)[i].window == window) return i;
    }
    return kNone;
  }
  /// Adds a window that is not there yet, and returns its place.
  std::size_t Insert(const Window& window);
  /// The last window moves to the place of the removed one.
  void Remove(std::size_t i);

 private:
  struct Index;
  std::size_t FindByIndex(const Window& window) const;

  WindowState first_;
  std::vector<WindowState> more_;
  std::unique_ptr<Index> index_;  // of keys with many windows
  std::uint32_t size_ = 0;
};

}  // namespace beam::internal
