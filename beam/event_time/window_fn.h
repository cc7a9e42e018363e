// WindowFn: what the engine asks a window function, whatever the type of the elements.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/time.h"
#include "beam/base/window.h"

namespace beam::internal {

/// Windows that become one.
struct WindowMerge {
  Window into;
  std::vector<Window> from;
};

/// Assigns windows to elements; the engine calls it once an element. All of it must be deterministic and thread-safe.
class WindowFn {
 public:
  virtual ~WindowFn() = default;
  virtual std::string_view urn() const = 0;
  /// What a runner far away needs beside the URN.
  virtual std::string payload() const { return {}; }
  /// Appends the windows of an element with this timestamp.
  virtual void Assign(Timestamp timestamp, std::vector<Window>& windows) const = 0;
  /// True when groupings merge windows of one key: sessions do.
  virtual bool merging() const { return false; }
  /// Which of a key's windows become one. `windows` are in order and different; no window may be in two merges.
  virtual std::vector<WindowMerge> Merge(const std::vector<Window>& windows) const;
  /// The window of a side input with this function that belongs to an element in `main`.
  virtual Window SideWindow(const Window& main) const;
  /// True when both put every element into the same windows.
  virtual bool SameAs(const WindowFn& other) const { return this == &other; }
};

}  // namespace beam::internal
