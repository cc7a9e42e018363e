// Trigger safety: triggers that may finish while elements still come.
#pragma once

#include <string>

#include "beam/base/time.h"
#include "beam/event_time/trigger.h"

namespace beam::internal {

/// Why a grouping with this trigger may drop elements that are not too late, as one sentence that also says what to write
/// instead; empty if it does not. A trigger loses data when it may finish before the window is over: it fires no more, and
/// what comes then is dropped. The rule of Apache Beam, whose groupings refuse such triggers.
///
///   WhyUnsafe(AfterCount(5), Duration(0))              "a trigger that may finish before ..."
///   WhyUnsafe(Repeatedly(AfterCount(5)), Duration(0))  ""
std::string WhyUnsafe(const Trigger& trigger, Duration allowed_lateness);

}  // namespace beam::internal
