// BundleTimers: what a bundle does to the timers of one key that a runner keeps.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "beam/event_time/key_timers.h"

namespace beam::internal {

/// The last thing that the bundle has done to each timer counts; keys have few.
class BundleTimers {
 public:
  void Set(SetTimer timer);
  void Clear(std::size_t declaration, std::string_view tag, const Window& window);
  void ClearWindow(const Window& window);

  /// Takes the earliest timer that the bundle has set for a time before `time`. To the runner it is cleared.
  std::optional<SetTimer> TakeBefore(TimeDomain domain, Timestamp time);
  /// The same for event-time timers of a window until `last`.
  std::optional<SetTimer> TakeOf(const Window& window, Timestamp last);
  /// True if the bundle has set or cleared the timer with this declaration, tag and window.
  bool Has(const SetTimer& timer) const;

  /// Calls `visit(timer, is_set)` for each timer that was set or cleared.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    for (const Change& change : changes_) visit(change.timer, change.is_set);
  }

 private:
  struct Change {
    SetTimer timer;
    bool is_set = false;
  };
  template <class Fits>
  std::optional<SetTimer> TakeEarliest(Fits&& fits);
  Change& At(std::size_t declaration, std::string_view tag, const Window& window);

  std::vector<Change> changes_;
};

}  // namespace beam::internal
