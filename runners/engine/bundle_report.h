// BundleReport: what the executor tells the scheduler about a bundle that has ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "beam/base/time.h"
#include "beam/exec/stream_partition.h"
#include "runners/engine/plan.h"

namespace beam::runners {

/// Records that wait in a partition of an exchange.
struct Arrival {
  ExchangeId exchange = 0;
  std::size_t partition = 0;
};

struct BundleReport {
  /// Functions of the bundle want to be called once it is committed.
  bool finalizes = false;
  /// Of a bundle that should have taken a share: there was none to be had.
  bool took_nothing = false;
  // The rest is known in a streaming run.
  /// The partitions of the exchanges that the stage writes into which have something to be read.
  std::vector<Arrival> arrivals;
  /// More of a side input without end has come.
  bool side_came = false;
  /// How many bytes wait in all exchanges of the run.
  std::uint64_t waiting_bytes = 0;
  /// What the source of the stage said about its partition.
  Timestamp hold = Timestamp::Max();
  Timestamp next_event_time = internal::StreamPartition::kNever;
  Timestamp next_processing_time = internal::StreamPartition::kNever;
  Timestamp waits_for_side = internal::StreamPartition::kNever;
};

}  // namespace beam::runners
