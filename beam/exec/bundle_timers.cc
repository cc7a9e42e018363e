#include "beam/exec/bundle_timers.h"

#include <string>
#include <utility>

namespace beam::internal {

BundleTimers::Change& BundleTimers::At(std::size_t declaration, std::string_view tag, const Window& window) {
  for (Change& change : changes_) {
    if (change.timer.Is(declaration, tag, window)) return change;
  }
  Change& added = changes_.emplace_back();
  added.timer.declaration = declaration;
  added.timer.tag = std::string(tag);
  added.timer.window = window;
  return added;
}

void BundleTimers::Set(SetTimer timer) {
  Change& change = At(timer.declaration, timer.tag, timer.window);
  change = {std::move(timer), true};
}

void BundleTimers::Clear(std::size_t declaration, std::string_view tag, const Window& window) {
  At(declaration, tag, window).is_set = false;
}

void BundleTimers::ClearWindow(const Window& window) {
  for (Change& change : changes_) {
    if (change.timer.window == window) change.is_set = false;
  }
}

template <class Fits>
std::optional<SetTimer> BundleTimers::TakeEarliest(Fits&& fits) {
  Change* earliest = nullptr;
  for (Change& change : changes_) {
    if (!change.is_set || !fits(change.timer)) continue;
    if (earliest == nullptr || change.timer.fires_at < earliest->timer.fires_at) earliest = &change;
  }
  if (earliest == nullptr) return std::nullopt;
  earliest->is_set = false;
  return earliest->timer;
}

std::optional<SetTimer> BundleTimers::TakeBefore(TimeDomain domain, Timestamp time) {
  return TakeEarliest([&](const SetTimer& timer) { return timer.domain == domain && timer.fires_at < time; });
}

std::optional<SetTimer> BundleTimers::TakeOf(const Window& window, Timestamp last) {
  return TakeEarliest([&](const SetTimer& timer) {
    return timer.domain == TimeDomain::kEventTime && timer.window == window && timer.fires_at <= last;
  });
}

bool BundleTimers::Has(const SetTimer& timer) const {
  for (const Change& change : changes_) {
    if (change.timer.Is(timer.declaration, timer.tag, timer.window)) return true;
  }
  return false;
}

}  // namespace beam::internal
