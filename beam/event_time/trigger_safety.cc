#include "beam/event_time/trigger_safety.h"

#include <algorithm>

namespace beam::internal {

namespace {

// True when the trigger may fire while elements can still come: before the end of the window or, with allowed lateness, at it.
bool MayFireBeforeTheEnd(const Trigger& trigger, Duration lateness) {
  const auto may_fire = [&](const Trigger& child) { return MayFireBeforeTheEnd(child, lateness); };
  const auto& children = trigger.children();
  switch (trigger.kind()) {
    case Trigger::Kind::kNever:
      return false;
    case Trigger::Kind::kDefault:
    case Trigger::Kind::kAfterWatermark:
      return lateness > Duration(0) || (trigger.early() != nullptr && may_fire(*trigger.early()));
    case Trigger::Kind::kAfterAll:
      return std::all_of(children.begin(), children.end(), may_fire);
    case Trigger::Kind::kAfterEach:
      return may_fire(children.front());
    case Trigger::Kind::kAfterAny:
    case Trigger::Kind::kOrFinally:
    case Trigger::Kind::kRepeatedly:
      return std::any_of(children.begin(), children.end(), may_fire);
    case Trigger::Kind::kAfterProcessingTime:
    case Trigger::Kind::kAfterSynchronizedProcessingTime:
    case Trigger::Kind::kAfterCount:
    case Trigger::Kind::kAlways:
      return true;
  }
  return true;
}

// True when the trigger may finish while elements can still come.
bool MayLoseData(const Trigger& trigger, Duration lateness) {
  const auto may_lose = [&](const Trigger& child) { return MayLoseData(child, lateness); };
  const auto& children = trigger.children();
  switch (trigger.kind()) {
    case Trigger::Kind::kDefault:
    case Trigger::Kind::kRepeatedly:
    case Trigger::Kind::kNever:
    case Trigger::Kind::kAlways:
      return false;
    case Trigger::Kind::kAfterWatermark:
      return lateness > Duration(0) && trigger.late() == nullptr;
    case Trigger::Kind::kAfterProcessingTime:
    case Trigger::Kind::kAfterSynchronizedProcessingTime:
    case Trigger::Kind::kAfterCount:
      return true;
    // They finish by firing, whatever their triggers do.
    case Trigger::Kind::kAfterAny:
    case Trigger::Kind::kAfterAll:
      return MayFireBeforeTheEnd(trigger, lateness);
    case Trigger::Kind::kAfterEach:
      return std::all_of(children.begin(), children.end(), may_lose);
    case Trigger::Kind::kOrFinally:
      return may_lose(children[0]) || MayFireBeforeTheEnd(children[1], lateness);
  }
  return true;
}

}  // namespace

std::string WhyUnsafe(const Trigger& trigger, Duration allowed_lateness) {
  if (!MayLoseData(trigger, allowed_lateness)) return {};
  if (trigger.kind() == Trigger::Kind::kAfterWatermark) {
    return "a trigger that finishes at the end of the window, so that what the allowed lateness lets in later is "
           "dropped; add "
           ".LateFirings(...), or allow no lateness; trigger = " +
           trigger.ToString() + ", allowed lateness = " + std::to_string(allowed_lateness.count()) + "ms";
  }
  return "a trigger that may finish before its window is over, so that what comes later is dropped; write "
         "Repeatedly(...) around "
         "it, or use the default trigger; trigger = " +
         trigger.ToString();
}

}  // namespace beam::internal
