#include "beam/event_time/key_timers.h"

#include <algorithm>
#include <utility>

namespace beam::internal {

void KeyTimers::Set(SetTimer timer) {
  Clear(timer.declaration, timer.tag, timer.window);
  timers_.push_back(std::move(timer));
}

void KeyTimers::Clear(std::size_t declaration, std::string_view tag, const Window& window) {
  std::erase_if(timers_, [&](const SetTimer& timer) { return timer.Is(declaration, tag, window); });
}

void KeyTimers::ClearWindow(const Window& window) {
  std::erase_if(timers_, [&](const SetTimer& timer) { return timer.window == window; });
}

std::optional<SetTimer> KeyTimers::TakeDue(const Clocks& clocks) {
  const auto is_due = [&](const SetTimer& timer) {
    return timer.fires_at <= (timer.domain == TimeDomain::kEventTime ? clocks.watermark : clocks.processing_time);
  };
  auto first = timers_.end();
  for (auto at = timers_.begin(); at != timers_.end(); ++at) {
    if (!is_due(*at)) continue;
    const bool earlier =
        first == timers_.end() || std::pair(at->domain, at->fires_at) < std::pair(first->domain, first->fires_at);
    if (earlier) first = at;
  }
  if (first == timers_.end()) return std::nullopt;
  SetTimer due = std::move(*first);
  timers_.erase(first);
  return due;
}

Timestamp KeyTimers::next(TimeDomain domain) const {
  Timestamp next = Timestamp::Max() + Duration(1);
  for (const SetTimer& timer : timers_) {
    if (timer.domain == domain) next = std::min(next, timer.fires_at);
  }
  return next;
}

std::optional<Timestamp> KeyTimers::hold() const {
  std::optional<Timestamp> hold;
  for (const SetTimer& timer : timers_) {
    if (!hold.has_value() || timer.output_time < *hold) hold = timer.output_time;
  }
  return hold;
}

}  // namespace beam::internal
