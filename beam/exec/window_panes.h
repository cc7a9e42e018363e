// WindowPanes: what lies in the windows of one key, and the panes that a grouping makes of it. The reader of a windowed grouping
// speaks to its typed part through this, so that everything else of it is compiled once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "beam/base/owned.h"
#include "beam/event_time/window_contents.h"
#include "beam/exec/grouping.h"
#include "beam/exec/output.h"

namespace beam::internal {

/// Where the contents of a partition lie; one for all its keys.
class PaneSlots {
 public:
  virtual ~PaneSlots() = default;
};

class KeyWindows;
struct Clocks;

/// The windows of one key at one time, as far as adding elements goes.
class WindowsOfKey {
 public:
  WindowsOfKey(KeyWindows& windows, const Clocks& clocks, WindowContents& contents)
      : windows_(&windows), clocks_(&clocks), contents_(&contents) {}

  /// The content that the element belongs to; WindowContents::kNone if it is to be dropped.
  std::uint32_t Add(const ElementMeta& element);
  /// Asks the triggers; after each element, so that results do not depend on bundles.
  void Fire();

 private:
  KeyWindows* windows_;
  const Clocks* clocks_;
  WindowContents* contents_;
};

class WindowPanes : public WindowContents {
 public:
  virtual OutputBase& output() = 0;
  virtual void Setup() {}
  virtual void Teardown() {}
  virtual Owned<PaneSlots> MakeSlots() const = 0;
  virtual void UseSlots(PaneSlots& slots) = 0;
  /// The key of everything until the next call.
  void Begin(const KeyRef& key) { key_ = key; }
  /// Puts the values of one input into the windows. They are a chunk or, if `stream` is not null, streamed.
  virtual void AddAll(std::size_t input, const ValueChunk& chunk, const ValueStream* stream, WindowsOfKey windows) = 0;
  /// Passes on what has been emitted.
  virtual void Flush() { output().EndBundle(); }

 protected:
  const KeyRef& key() const { return key_; }

 private:
  KeyRef key_;
};

}  // namespace beam::internal
