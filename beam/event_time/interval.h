// Arithmetic of the windows that are intervals: where they begin, and how they end with the time domain.
#pragma once

#include <cstdint>
#include <string_view>

#include "beam/base/window.h"

namespace beam::internal {

/// The largest multiple of `period`, moved by `offset`, that is not after `millis`. `period` is positive.
std::int64_t FloorToMultiple(std::int64_t millis, std::int64_t period, std::int64_t offset);

/// The window [start, end) as far as it lies in the time domain: it does not begin before Timestamp::Min(), and it ends with the
/// global window at the latest, unless it begins behind that.
Window IntervalInTimeDomain(std::int64_t start, std::int64_t end);

/// Throws beam::Error (kInvalidArgument) unless 0 < length and it is not longer than the time domain. `what`: "FixedWindows
/// needs a size".
void RequireLength(Duration length, std::string_view what);
/// Throws beam::Error (kInvalidArgument) unless 0 <= offset < period.
void RequireOffset(Duration offset, Duration period, std::string_view what);

}  // namespace beam::internal
