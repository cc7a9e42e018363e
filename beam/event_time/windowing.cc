#include "beam/event_time/windowing.h"

#include "beam/event_time/continuation.h"

namespace beam::internal {

Windowing AfterGrouping(Windowing windowing) {
  windowing.merged = windowing.fn != nullptr && windowing.fn->merging();
  windowing.trigger = ContinuationOf(windowing.trigger);
  return windowing;
}

}  // namespace beam::internal
