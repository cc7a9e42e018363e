// SideGate: stands in front of a step of a streaming run whose side inputs have no end, and lets an element through once its windows of
// the side inputs are ready.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "beam/base/window.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/stream_partition.h"

namespace beam::internal {

class BlockStore;
class ElementBlockCursor;

/// Elements wait in the partition, by their window, in blocks under the run's memory limit. The output's watermark does not pass one
/// that waits. One whose own window is over when it comes is dropped, as groupings drop it: its side windows may be forgotten.
class SideGate {
 public:
  /// Passes on the next `count` records.
  using Emit = std::function<void(ElementBlockCursor&, std::size_t count)>;

  /// `context`: of the step behind the gate.
  explicit SideGate(const OperatorContext& context);

  /// Emits what waits and what has arrived as far as it is ready, and says in the partition what it waits for.
  void ReadOn(StreamPartition& partition, BlockStore& arrived, const Emit& emit);

 private:
  class Waiting;

  enum class Fate : std::uint8_t { kReady, kWaits, kOver };

  bool IsReady(const Window& main) const;
  Fate FindFate(const Window& main) const;
  Fate FateOf(const Window& main);
  bool AllReady(ElementBlockCursor cursor);
  Timestamp ReadyAfter(const Window& main) const;
  void EmitWaiting(Waiting& waiting, const Emit& emit);
  void Sort(ElementBlockCursor cursor, Waiting& waiting, BlockStore& store, const Emit& emit);
  void Publish(const Waiting& waiting, StreamPartition& partition) const;

  OperatorContext context_;
  Clocks clocks_;
  Timestamp side_watermark_;
  Window last_window_;
  Fate last_fate_ = Fate::kWaits;  // of an element in that window
};

}  // namespace beam::internal
