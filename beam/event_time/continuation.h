// Continuation: the trigger of what a grouping emits.
#pragma once

#include "beam/event_time/trigger.h"

namespace beam::internal {

/// The trigger that a collection has behind a grouping of a collection with this one: what was to come early keeps coming
/// early, as soon as it is there and not after another wait. Apache Beam's continuation triggers.
///
///   ContinuationOf(Repeatedly(AfterCount(100))) == Repeatedly(AfterCount(1))
Trigger ContinuationOf(const Trigger& trigger);

}  // namespace beam::internal
