// PacedNumbers: numbers that are due at moments of the clock; what GenerateSequence and PeriodicImpulse are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <source_location>

#include "beam/pcollection.h"
#include "beam/splittable.h"
#include "coders/bytes.h"

namespace beam::internal {

/// The element is the moment that the first numbers are due at, in milliseconds.
struct PacedNumbers {
  std::int64_t from = 0;
  std::int64_t to = OffsetRange::kEndless;
  Duration every{0};
  std::int64_t per_period = 1;
  /// Nothing is due from this moment on.
  std::optional<std::int64_t> stop = {};

  OffsetRange InitialRestriction(const std::int64_t& start) const;
  ProcessContinuation ProcessElement(Context& context, OffsetRangeTracker& tracker, ManualWatermark& watermark,
                                     const std::int64_t& start, Emitter<std::int64_t> out) const;
  Timestamp DueAt(std::int64_t number, std::int64_t start) const;
};

/// The numbers from `start` on, or from when the run begins.
PCollection<std::int64_t> AtAPace(const PCollection<Bytes>& impulse, PacedNumbers numbers,
                                  std::optional<Timestamp> start, const std::source_location& location);

}  // namespace beam::internal
