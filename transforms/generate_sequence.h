// GenerateSequence: the whole numbers, at once or at a pace.
#pragma once

#include <cstdint>
#include <optional>

#include "beam/base/time.h"
#include "beam/pcollection.h"

namespace beam {

struct SequenceOptions {
  /// The first number.
  std::int64_t from = 0;
  /// The number behind the last one; without it the sequence has no end.
  std::optional<std::int64_t> to = {};
  /// The time from one group of `per_period` numbers to the next; zero is as fast as they are taken.
  Duration every{0};
  std::int64_t per_period = 1;
  /// When the first numbers are due; without it when the run begins.
  std::optional<Timestamp> start = {};
};

/// Output: the numbers from `from` up to, not including, `to`. Bounded if it has an end and no pace, unbounded otherwise.
/// Windows and time: global windows. At a pace each number has the time that it is due at, by the clock of the run, and the
/// watermark is that of the next one; what is overdue comes at once. Without a pace a sequence with an end is at the minimum
/// timestamp, one without at the processing time at which each number is made. Errors: beam::Error (kInvalidArgument) when the
/// pipeline is built, for an end below the beginning, a negative period, or no numbers for each. Cost: a bounded sequence is made
/// by all workers. Source: Beam's GenerateSequence.
///
///   auto numbers = beam::GenerateSequence(pipeline, {.to = 1'000'000});
///   auto twice_a_second = beam::GenerateSequence(pipeline, {.every = std::chrono::seconds(1), .per_period = 2});
PCollection<std::int64_t> GenerateSequence(PipelineRef pipeline, const SequenceOptions& options = {});

}  // namespace beam
