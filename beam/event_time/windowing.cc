#include "beam/event_time/windowing.h"

namespace beam::internal {

Windowing AfterGrouping(Windowing windowing) {
  windowing.merged = windowing.fn != nullptr && windowing.fn->merging();
  return windowing;
}

}  // namespace beam::internal
