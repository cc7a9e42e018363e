// PeriodicImpulse: an element at each tick of the clock.
#pragma once

#include <cstdint>
#include <optional>

#include "beam/base/time.h"
#include "beam/pcollection.h"

namespace beam {

struct PeriodicImpulseOptions {
  /// The first tick; without it when the run begins.
  std::optional<Timestamp> start = {};
  /// There are no ticks from here on; without it there is no end.
  std::optional<Timestamp> stop = {};
  Duration every{1000};
};

/// Output: 0, 1, 2, ... at `start`, `start + every`, `start + 2 * every`, ... by the clock of the run. Unbounded. Windows and time:
/// global windows; each element has its tick as event time, and the watermark is the next tick. Ticks that have passed already come
/// at once. Use it to ask something slow again and again: ParDo the impulse into what was found, and take its latest value as a
/// side input or join it. Errors: beam::Error (kInvalidArgument) when the pipeline is built, unless `every` is positive.
/// Source: Beam's PeriodicImpulse.
///
///   auto minutes = beam::PeriodicImpulse(pipeline, {.every = std::chrono::minutes(1)});
PCollection<std::int64_t> PeriodicImpulse(PipelineRef pipeline, const PeriodicImpulseOptions& options = {});

}  // namespace beam
