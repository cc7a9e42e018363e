// TimerMember: what all kinds of timers have in common, and the key, window and time that they are set in.
#pragma once

#include <cstddef>
#include <string_view>

#include "beam/base/time.h"
#include "beam/event_time/key_timers.h"

namespace beam::internal {

/// Throws beam::Error (kFailedPrecondition): a state or timer was used where no element or timer of a key is being processed.
[[noreturn]] void FailUnboundState(std::string_view name);

/// The key, window and time that timers are set in.
struct TimerScope {
  KeyTimers* timers = nullptr;
  Window window;
  Timestamp element_time;  ///< Of the element, or the output time of the timer, being processed.
  Timestamp last_time;     ///< When the window is over.
  Timestamp processing_time;
  const SetTimer* fired = nullptr;  ///< The timer that OnTimer is called for.
};

/// What all kinds of timers have in common.
class TimerMember {
 public:
  /// For the engine.
  void BindTimer(TimerScope* scope, std::size_t declaration) {
    scope_ = scope;
    declaration_ = declaration;
  }

  /// In OnTimer: the time that the timer was set for.
  Timestamp fires_at() const;

 protected:
  // `output_time` is null for the default: an event-time timer's own time, or the element's.
  void SetAt(std::string_view name, std::string_view tag, TimeDomain domain, Timestamp at,
             const Timestamp* output_time);
  void ClearAt(std::string_view name, std::string_view tag);
  Timestamp Now(std::string_view name) const;
  std::string_view FiredTag() const;

 private:
  TimerScope& Scope(std::string_view name) const;

  TimerScope* scope_ = nullptr;
  std::size_t declaration_ = 0;
};

}  // namespace beam::internal
