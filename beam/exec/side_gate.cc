#include "beam/exec/side_gate.h"

#include <algorithm>
#include <map>
#include <string>

#include "beam/event_time/expiry.h"
#include "beam/exec/element_blocks.h"
#include "beam/exec/growing_side_input.h"
#include "beam/exec/side_input_cell.h"

namespace beam::internal {

/// What waits in a partition.
class SideGate::Waiting final : public PartitionMemory {
 public:
  struct InWindow {
    explicit InWindow(BlockStore& arrived) : elements(arrived.MakeChild()), writer(*elements) {}
    Owned<BlockStore> elements;
    ElementBlockWriter writer;
    Timestamp earliest = Timestamp::Max();
  };
  std::map<Window, InWindow> windows;
};

SideGate::SideGate(const OperatorContext& context) : context_(context) {}

void SideGate::ReadOn(StreamPartition& partition, BlockStore& arrived, const Emit& emit) {
  if (partition.memory == nullptr) partition.memory = Owned<PartitionMemory>(new Waiting());
  auto& waiting = static_cast<Waiting&>(*partition.memory);
  clocks_ = partition.clocks;
  side_watermark_ = partition.side_watermark;
  EmitWaiting(waiting, emit);
  last_window_ = Window::Global();
  last_fate_ = FindFate(last_window_);
  for (std::size_t index = 0; index < arrived.BlockCount(partition.index); ++index) {
    const PinnedBlock block(arrived, partition.index, index);
    ElementBlockCursor cursor(*block);
    if (AllReady(cursor)) {
      emit(cursor, (*block).header.records);
    } else {
      Sort(cursor, waiting, arrived, emit);
    }
  }
  arrived.Release(partition.index);
  Publish(waiting, partition);
}

bool SideGate::IsReady(const Window& main) const {
  return std::all_of(context_.side_inputs.begin(), context_.side_inputs.end(), [&](const SideInputCell* cell) {
    return cell->growing == nullptr || cell->growing->IsReady(cell->growing->WindowFor(main), side_watermark_);
  });
}

Timestamp SideGate::ReadyAfter(const Window& main) const {
  Timestamp last = Timestamp::Min();
  for (const SideInputCell* cell : context_.side_inputs) {
    if (cell->growing != nullptr) last = std::max(last, cell->growing->WindowFor(main).max_timestamp());
  }
  return last;
}

void SideGate::EmitWaiting(Waiting& waiting, const Emit& emit) {
  for (auto at = waiting.windows.begin(); at != waiting.windows.end();) {
    if (!IsReady(at->first)) {
      ++at;
      continue;
    }
    at->second.writer.Flush();
    BlockStore& elements = *at->second.elements;
    for (std::size_t index = 0; index < elements.BlockCount(0); ++index) {
      const PinnedBlock block(elements, 0, index);
      ElementBlockCursor cursor(*block);
      emit(cursor, (*block).header.records);
    }
    at = waiting.windows.erase(at);
  }
}

// Elements of one window mostly come one behind the other.
SideGate::Fate SideGate::FateOf(const Window& main) {
  if (!(main == last_window_)) {
    last_window_ = main;
    last_fate_ = FindFate(main);
  }
  return last_fate_;
}

SideGate::Fate SideGate::FindFate(const Window& main) const {
  if (ExpiryOf(main, context_.AllowedLateness()) < clocks_.watermark) return Fate::kOver;
  return IsReady(main) ? Fate::kReady : Fate::kWaits;
}

bool SideGate::AllReady(ElementBlockCursor cursor) {
  while (cursor.Next()) {
    if (FateOf(cursor.meta().window) != Fate::kReady) return false;
  }
  return true;
}

void SideGate::Sort(ElementBlockCursor cursor, Waiting& waiting, BlockStore& store, const Emit& emit) {
  std::string ready;
  std::size_t count = 0;
  while (cursor.Next()) {
    const ElementMeta& meta = cursor.meta();
    const Fate fate = FateOf(meta.window);
    if (fate == Fate::kReady) {
      AppendRecord(cursor, ready);
      ++count;
    } else if (fate == Fate::kWaits) {
      Waiting::InWindow& in = waiting.windows.try_emplace(meta.window, store).first->second;
      in.writer.AppendPacked(cursor.value(), cursor.size(), meta);
      in.earliest = std::min(in.earliest, meta.timestamp);
    }
  }
  if (count == 0) return;
  Block block;
  block.header.size = ready.size();
  block.header.uniform = false;
  block.data = reinterpret_cast<std::byte*>(ready.data());
  ElementBlockCursor ready_cursor(block);
  emit(ready_cursor, count);
}

void SideGate::Publish(const Waiting& waiting, StreamPartition& partition) const {
  partition.hold = Timestamp::Max();
  partition.waits_for_side = StreamPartition::kNever;
  for (const auto& [window, in] : waiting.windows) {
    partition.hold = std::min(partition.hold, in.earliest);
    partition.waits_for_side = std::min(partition.waits_for_side, ReadyAfter(window));
  }
}

}  // namespace beam::internal
