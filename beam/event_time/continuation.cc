#include "beam/event_time/continuation.h"

#include <utility>
#include <vector>

namespace beam::internal {

namespace {

std::vector<Trigger> ContinuationsOf(const std::vector<Trigger>& triggers) {
  std::vector<Trigger> continuations;
  continuations.reserve(triggers.size());
  for (const Trigger& trigger : triggers) continuations.push_back(ContinuationOf(trigger));
  return continuations;
}

Trigger ContinuationOfAfterWatermark(const Trigger& trigger) {
  Trigger continuation = AfterWatermark();
  if (trigger.early() != nullptr) continuation = continuation.EarlyFirings(ContinuationOf(*trigger.early()));
  if (trigger.late() != nullptr) continuation = continuation.LateFirings(ContinuationOf(*trigger.late()));
  return continuation;
}

}  // namespace

Trigger ContinuationOf(const Trigger& trigger) {
  switch (trigger.kind()) {
    case Trigger::Kind::kDefault:
    case Trigger::Kind::kAfterSynchronizedProcessingTime:
    case Trigger::Kind::kNever:
    case Trigger::Kind::kAlways:
      return trigger;
    case Trigger::Kind::kAfterWatermark:
      return ContinuationOfAfterWatermark(trigger);
    case Trigger::Kind::kAfterProcessingTime:
      return Trigger(Trigger::Kind::kAfterSynchronizedProcessingTime);
    case Trigger::Kind::kAfterCount:
      return AfterCount(1);
    case Trigger::Kind::kAfterAny:
    case Trigger::Kind::kAfterAll:
    case Trigger::Kind::kRepeatedly:
      return Trigger(trigger.kind(), ContinuationsOf(trigger.children()));
    // The panes of the first grouping came one after the other; the second one passes each on, in whatever order.
    case Trigger::Kind::kAfterEach:
      return Repeatedly(AfterAny(ContinuationsOf(trigger.children())));
    case Trigger::Kind::kOrFinally:
      return Repeatedly(Trigger(Trigger::Kind::kOrFinally, ContinuationsOf(trigger.children())));
  }
  return trigger;
}

}  // namespace beam::internal
