// WindowFn: what the engine asks a window function, whatever the type of the elements.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/time.h"
#include "beam/base/window.h"
#include "beam/event_time/window_merge.h"

namespace beam::internal {

/// Assigns windows to elements; the engine calls it once an element. All of it must be deterministic and thread-safe.
class WindowFn {
 public:
  virtual ~WindowFn() = default;
  virtual std::string_view urn() const = 0;
  /// What makes it again in another process, beside the URN (ReadWindowFn in beam/exec/shipment.h). Throws beam::Error
  /// (kFailedPrecondition) that says why it must stay in this process.
  virtual std::string payload() const { return {}; }
  /// Appends the windows of an element with this timestamp.
  virtual void Assign(Timestamp timestamp, std::vector<Window>& windows) const = 0;
  /// True if every element gets exactly one window.
  virtual bool assigns_one() const { return partitions(); }
  /// True if every moment lies in exactly one window, which all elements of that moment get.
  virtual bool partitions() const { return false; }
  /// True when groupings merge windows of one key: sessions do.
  virtual bool merging() const { return false; }
  /// Which of a key's windows become one. `windows` are in order and different; no window may be in two merges.
  virtual std::vector<WindowMerge> Merge(const std::vector<Window>& windows) const;
  /// True if windows become one exactly when they overlap, and then span what they spanned. Merge is then asked about the windows
  /// that overlap a new one only, so that an element of a key with many windows costs little.
  virtual bool merges_overlaps_only() const { return false; }
  /// False if a collection in such windows is no side input, because its windows depend on more than a moment.
  virtual bool has_side_windows() const { return !merging(); }
  /// The window of a side input with this function that belongs to an element in `main`: of those with its last moment the first, as in
  /// the other SDKs of Beam, because runners wait for that one.
  virtual Window SideWindow(const Window& main) const;
  /// True when both put every element into the same windows.
  virtual bool SameAs(const WindowFn& other) const { return this == &other; }
};

/// A window function as collections share it; null stands for the global window.
using WindowFnRef = std::shared_ptr<const WindowFn>;

/// True when both put every element into the same windows.
bool SameWindows(const WindowFnRef& a, const WindowFnRef& b);

}  // namespace beam::internal
