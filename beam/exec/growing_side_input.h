// GrowingSideInput: a side input whose collection has no end, as a streaming run keeps it: the elements of each window, until no
// reader can ask for the window any more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "beam/base/window.h"
#include "beam/event_time/clocks.h"
#include "beam/exec/side_contents.h"

namespace beam::internal {

class BlockStore;
struct Windowing;

/// Of elements that are pairs, a window has all that have come; of others, those of its latest pane, because a later pane of one
/// value takes the place of an earlier one, while keys have panes of their own. Thread-safe.
class GrowingSideInput {
 public:
  /// `windowing` is the collection's; it outlives this.
  GrowingSideInput(const Windowing& windowing, bool of_pairs);
  ~GrowingSideInput();

  /// What a window has now.
  SideContents In(const Window& window) const;
  /// Whether the window can be looked at while the collection's watermark stands there: when it is over, or when it has elements
  /// and a trigger that lets them out before.
  bool IsReady(const Window& window, Timestamp watermark) const;
  /// The window that belongs to a window of the main input.
  Window WindowFor(const Window& main) const;
  /// False until the first element has come.
  bool has_begun() const { return version() != 0; }
  /// Changes whenever the elements of any window do; 0 until the first has come.
  std::uint64_t version() const;

  /// Takes the elements over that lie in partition 0 of a store, which is empty then.
  void Take(BlockStore& arrived);
  /// Forgets windows whose end, and `lateness` after it, the watermark of all readers has passed.
  void Forget(Timestamp watermark, Duration lateness);

 private:
  struct InWindow {
    std::shared_ptr<BlockStore> elements;
    std::uint64_t version = 0;
    std::int64_t pane = 0;
  };
  class Arrivals;

  void Begin(InWindow& in, BlockStore& arrived, std::int64_t pane);

  const Windowing& windowing_;
  bool of_pairs_;
  mutable std::mutex mutex_;
  std::map<Window, InWindow> windows_;
  std::uint64_t version_ = 0;
};

}  // namespace beam::internal
