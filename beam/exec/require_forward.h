// RequireForward: the rule that a step moves no element back in time by more than it has said.
#pragma once

#include "beam/base/time.h"

namespace beam::internal {

/// Throws beam::Error (kFailedPrecondition) if `now` is earlier than `before` by more than `skew`, because what it belongs to may be
/// over already. `before` lies in the time domain; a `now` before that is no matter of skew and left to who checks its bounds.
void RequireForward(Timestamp before, Timestamp now, Duration skew);

}  // namespace beam::internal
