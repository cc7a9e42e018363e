#include "beam/event_time/window_rules.h"

#include "beam/event_time/expiry.h"
#include "beam/event_time/trigger_machine.h"

namespace beam::internal {

WindowRules::WindowRules(const Windowing& windowing)
    : windowing_(windowing),
      machine_(new TriggerMachine(windowing.trigger, windowing.merging())),
      merging_(windowing.merging()) {}

WindowRules::~WindowRules() { delete machine_; }

Timestamp WindowRules::ExpiryOf(const Window& window) const {
  return internal::ExpiryOf(window, windowing_.allowed_lateness);
}

}  // namespace beam::internal
