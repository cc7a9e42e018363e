// Expiry: when a window is over.
#pragma once

#include "beam/base/window.h"
#include "beam/event_time/clocks.h"

namespace beam::internal {

/// The last watermark at which elements still come into the window, and state and timers are of use: its end and the allowed
/// lateness, but not later than the end of the global window. When the watermark has passed it, the window is over.
inline Timestamp ExpiryOf(const Window& window, Duration allowed_lateness) {
  const Timestamp end = window.max_timestamp();
  const Timestamp last = Window::Global().max_timestamp();
  if (end >= last || allowed_lateness <= Duration(0)) return end;
  const Timestamp expiry = Later(end, allowed_lateness);
  return expiry < last ? expiry : last;
}

}  // namespace beam::internal
