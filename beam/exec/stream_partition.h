// StreamPartition: one part of a stage of a streaming run, as the engine and the stage's source see it.
//
// A bundle of a streaming stage reads what has come to one partition since the last one and lets time pass in it. What the
// source keeps from bundle to bundle lies here, because the next bundle may run on another thread; never two at once.
#pragma once

#include <cstddef>

#include "beam/base/owned.h"
#include "beam/event_time/clocks.h"

namespace beam::internal {

/// What a source keeps in a partition.
class PartitionMemory {
 public:
  virtual ~PartitionMemory() = default;
};

struct StreamPartition {
  std::size_t index = 0;
  Owned<PartitionMemory> memory;

  /// What the engine says before a bundle: where time stands for the input.
  Clocks clocks;
  /// The run is being drained: what has no end is to be given one.
  bool truncates = false;
  /// Where the watermark of the side inputs without end stands that the stage's first step reads.
  Timestamp side_watermark = Timestamp::Max();

  /// What a source that moves the run's clock wants it to be.
  Timestamp clock = kNever;

  /// What the source says after it. The output's watermark must not pass `hold`.
  Timestamp hold = Timestamp::Max();
  /// When to run again although nothing has come: once the watermark, or the clock, is there. Later than Max() is never.
  Timestamp next_event_time = kNever;
  Timestamp next_processing_time = kNever;

  /// The watermark of those side inputs that elements wait for: to run again once it has passed, or when more of a side input has come.
  Timestamp waits_for_side = kNever;

  static constexpr Timestamp kNever = Timestamp::Max() + Duration(1);
};

}  // namespace beam::internal
