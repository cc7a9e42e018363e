#include "beam/exec/require_forward.h"

#include <string>

#include "beam/base/error.h"

namespace beam::internal {

void RequireForward(Timestamp before, Timestamp now, Duration skew) {
  if (now < Timestamp::Min() || before - now <= skew) return;
  throw Error(StatusCode::kFailedPrecondition,
              "an element was moved back in time by more than the allowed skew, so that it could come too late for its "
              "window; set timestamps where elements are made, or allow a skew of at least " +
                  std::to_string((before - now).count()) +
                  "ms (the last argument of WithTimestamps, kAllowedTimestampSkew of a DoFn); its timestamp = " +
                  std::to_string(before.millis()) + "ms, new timestamp = " + std::to_string(now.millis()) +
                  "ms, allowed skew = " + std::to_string(skew.count()) + "ms");
}

}  // namespace beam::internal
