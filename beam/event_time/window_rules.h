// WindowRules: a Windowing, made ready once for all keys of a grouping.
#pragma once

#include "beam/base/window.h"
#include "beam/event_time/clocks.h"
#include "beam/event_time/trigger_machine.h"
#include "beam/event_time/windowing.h"

namespace beam::internal {

class WindowRules {
 public:
  /// Throws INVALID_ARGUMENT when the trigger has too many parts.
  explicit WindowRules(const Windowing& windowing)
      : windowing_(windowing), machine_(windowing.trigger, windowing.merging()) {}

  const Windowing& windowing() const { return windowing_; }
  const TriggerMachine& machine() const { return machine_; }
  bool merging() const { return windowing_.merging(); }
  bool accumulates() const { return windowing_.accumulation == AccumulationMode::kAccumulating; }

  /// The last watermark at which elements still come into the window: its end and the allowed lateness, but not later than the
  /// end of the global window. When the watermark has passed it, the window is over.
  Timestamp ExpiryOf(const Window& window) const {
    const Timestamp end = window.max_timestamp();
    const Timestamp last = Window::Global().max_timestamp();
    if (end >= last || windowing_.allowed_lateness <= Duration(0)) return end;
    const Timestamp expiry = Later(end, windowing_.allowed_lateness);
    return expiry < last ? expiry : last;
  }

 private:
  Windowing windowing_;
  TriggerMachine machine_;
};

}  // namespace beam::internal
