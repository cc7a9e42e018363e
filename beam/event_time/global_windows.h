// GlobalWindows: everything in one window.
#pragma once

#include "beam/event_time/window_fn.h"

namespace beam {

/// One window for all of event time, as every collection has it before WindowInto. Source: beam:window_fn:global_windows:v1.
///
///   auto together = beam::WindowInto(by_minute, beam::GlobalWindows());
class GlobalWindows {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): made at the call of WindowInto
  operator internal::WindowFnRef() const { return nullptr; }
};

}  // namespace beam
