#include "beam/event_time/interval.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"

namespace beam::internal {

namespace {

std::string InMillis(Duration duration) { return std::to_string(duration.count()) + "ms"; }

}  // namespace

std::int64_t FloorToMultiple(std::int64_t millis, std::int64_t period, std::int64_t offset) {
  const std::int64_t rest = (millis - offset) % period;
  return millis - (rest < 0 ? rest + period : rest);
}

Window IntervalInTimeDomain(std::int64_t start, std::int64_t end) {
  const std::int64_t global_end = Window::Global().max_timestamp().millis() + 1;
  const std::int64_t last_end = start < global_end ? global_end : Timestamp::Max().millis() + 1;
  return {Timestamp::Millis(std::max(start, Timestamp::Min().millis())), Timestamp::Millis(std::min(end, last_end))};
}

void RequireLength(Duration length, std::string_view what) {
  const Duration longest = Timestamp::Max() - Timestamp::Min();
  if (length > Duration(0) && length <= longest) return;
  const bool too_long = length > longest;
  throw Error(StatusCode::kInvalidArgument,
              std::string(what) +
                  (too_long ? " that fits the time domain; give at most " + InMillis(longest)
                            : " longer than nothing; give a positive duration") +
                  "; given = " + InMillis(length));
}

void RequireOffset(Duration offset, Duration period, std::string_view what) {
  if (offset >= Duration(0) && offset < period) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string(what) + " an offset of at least nothing and less than " + InMillis(period) +
                  "; give what is left after whole multiples of it; given = " + InMillis(offset));
}

}  // namespace beam::internal
