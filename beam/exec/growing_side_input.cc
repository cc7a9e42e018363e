#include "beam/exec/growing_side_input.h"

#include <cstring>
#include <string>

#include "beam/event_time/expiry.h"
#include "beam/event_time/windowing.h"
#include "beam/exec/element_blocks.h"
#include "beam/exec/side_input_view.h"

namespace beam::internal {

GrowingSideInput::GrowingSideInput(const Windowing& windowing, bool of_pairs)
    : windowing_(windowing), of_pairs_(of_pairs) {}
GrowingSideInput::~GrowingSideInput() = default;

SideContents GrowingSideInput::In(const Window& window) const {
  std::lock_guard lock(mutex_);
  const auto found = windows_.find(window);
  if (found == windows_.end()) return {};
  return {found->second.elements, found->second.version};
}

bool GrowingSideInput::IsReady(const Window& window, Timestamp watermark) const {
  if (watermark > window.max_timestamp()) return true;
  if (windowing_.trigger.kind() == Trigger::Kind::kDefault) return false;
  return In(window).version != 0;
}

Window GrowingSideInput::WindowFor(const Window& main) const { return SideWindowOf(main, windowing_); }

std::uint64_t GrowingSideInput::version() const {
  std::lock_guard lock(mutex_);
  return version_;
}

/// Elements that arrive together, as one block for each window: blocks of the store's own size would be mostly empty.
class GrowingSideInput::Arrivals {
 public:
  struct OfWindow {
    std::string records;
    std::uint32_t count = 0;
    std::int64_t pane = 0;
  };

  Arrivals(BlockStore& store, bool of_pairs) {
    for (std::size_t index = 0; index < store.BlockCount(0); ++index) {
      const PinnedBlock block(store, 0, index);
      for (ElementBlockCursor cursor(*block); cursor.Next();) Add(cursor, of_pairs);
    }
  }
  const std::map<Window, OfWindow>& windows() const { return windows_; }

 private:
  void Add(const ElementBlockCursor& cursor, bool of_pairs) {
    OfWindow& of = windows_[cursor.meta().window];
    const std::int64_t pane = of_pairs ? 0 : cursor.meta().pane.index;
    if (pane < of.pane) return;
    if (pane > of.pane) of = {{}, 0, pane};
    AppendRecord(cursor, of.records);
    ++of.count;
  }

  std::map<Window, OfWindow> windows_;
};

void GrowingSideInput::Begin(InWindow& in, BlockStore& arrived, std::int64_t pane) {
  // Who looks at the earlier elements keeps them.
  in.elements = std::shared_ptr<BlockStore>(arrived.MakeChild().Release());
  in.pane = pane;
}

void GrowingSideInput::Take(BlockStore& arrived) {
  const Arrivals arrivals(arrived, of_pairs_);
  std::lock_guard lock(mutex_);
  for (const auto& [window, of] : arrivals.windows()) {
    InWindow& in = windows_[window];
    if (of.pane < in.pane) continue;
    if (in.elements == nullptr || of.pane > in.pane) Begin(in, arrived, of.pane);
    Block block = in.elements->NewBlock(of.records.size());
    std::memcpy(block.data, of.records.data(), of.records.size());
    block.header.size = of.records.size();
    block.header.records = of.count;
    block.header.uniform = false;
    in.elements->Add(0, block);
    in.version = ++version_;
  }
  arrived.Release(0);
}

void GrowingSideInput::Forget(Timestamp watermark, Duration lateness) {
  std::lock_guard lock(mutex_);
  std::erase_if(windows_, [&](const auto& entry) { return ExpiryOf(entry.first, lateness) < watermark; });
}

}  // namespace beam::internal
