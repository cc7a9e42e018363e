#include "beam/with_timestamps.h"

#include <algorithm>

namespace beam::internal {

Duration CheckedSkew(Duration skew, const std::source_location& location) {
  if (skew < Duration(0)) {
    throw Error(
        StatusCode::kInvalidArgument,
        "WithTimestamps was given a negative skew; give how far back in time elements may move, nothing or more; "
        "milliseconds = " +
            std::to_string(skew.count()) + ", line = " + ShortLocation(location));
  }
  return std::min(skew, Timestamp::Max() - Timestamp::Min());
}

}  // namespace beam::internal
