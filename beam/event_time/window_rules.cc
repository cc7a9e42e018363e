#include "beam/event_time/window_rules.h"

#include "beam/event_time/clocks.h"
#include "beam/event_time/trigger_machine.h"

namespace beam::internal {

WindowRules::WindowRules(const Windowing& windowing)
    : windowing_(windowing),
      machine_(new TriggerMachine(windowing.trigger, windowing.merging())),
      merging_(windowing.merging()) {}

WindowRules::~WindowRules() { delete machine_; }

Timestamp WindowRules::ExpiryOf(const Window& window) const {
  const Timestamp end = window.max_timestamp();
  const Timestamp last = Window::Global().max_timestamp();
  if (end >= last || windowing_.allowed_lateness <= Duration(0)) return end;
  const Timestamp expiry = Later(end, windowing_.allowed_lateness);
  return expiry < last ? expiry : last;
}

}  // namespace beam::internal
