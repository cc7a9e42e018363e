#include "beam/exec/timestamp_op.h"

#include <string>

#include "beam/base/error.h"

namespace beam::internal {

void RequireForward(Timestamp before, Timestamp now, Duration skew) {
  // A step says the same of a time outside of the time domain, which is no matter of skew.
  if (now < Timestamp::Min()) return;
  throw Error(StatusCode::kFailedPrecondition,
              "an element was moved back in time by more than the allowed skew, so that it could come too late for its "
              "window; set timestamps where elements are made, or allow a skew of at least " +
                  std::to_string((before - now).count()) + "ms; its timestamp = " + std::to_string(before.millis()) +
                  "ms, new timestamp = " + std::to_string(now.millis()) +
                  "ms, allowed skew = " + std::to_string(skew.count()) + "ms");
}

}  // namespace beam::internal
