// KeyTimers: the timers that a DoFn has set for one key, and which of them is due next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/time.h"
#include "beam/base/window.h"
#include "beam/event_time/clocks.h"

namespace beam::internal {

enum class TimeDomain : std::uint8_t { kEventTime, kProcessingTime };

/// One timer of a key: its declaration in the DoFn, its tag (of families) and its window say which.
struct SetTimer {
  std::size_t declaration = 0;
  std::string tag;
  Window window;
  TimeDomain domain = TimeDomain::kEventTime;
  Timestamp fires_at;
  /// The timestamp of what OnTimer emits; until then the output watermark does not pass it.
  Timestamp output_time;

  bool Is(std::size_t its_declaration, std::string_view its_tag, const Window& its_window) const {
    return declaration == its_declaration && tag == its_tag && window == its_window;
  }
  bool operator==(const SetTimer&) const = default;
};

/// Keys have few timers; all operations walk over them.
class KeyTimers {
 public:
  /// Takes the place of the timer with the same declaration, tag and window.
  void Set(SetTimer timer);
  void Clear(std::size_t declaration, std::string_view tag, const Window& window);
  void ClearWindow(const Window& window);

  /// Removes and returns the earliest timer that is due: of event time first, then in the order of their times, and those of one
  /// time in the order in which they were set.
  std::optional<SetTimer> TakeDue(const Clocks& clocks);

  /// The earliest time that a timer of the domain waits for; Timestamp::Max() and later where there is none.
  Timestamp next(TimeDomain domain) const;
  /// The earliest timestamp that what the timers emit may have.
  std::optional<Timestamp> hold() const;
  bool empty() const { return timers_.empty(); }

 private:
  std::vector<SetTimer> timers_;
};

}  // namespace beam::internal
