// Makes a failing spec smaller.
#pragma once

#include <functional>

#include "test/reference/spec.h"

namespace beam::testing {

/// Leaves out steps, elements and settings as long as `fails` says yes to what remains. `fails(spec)` must hold.
Spec Shrink(Spec spec, const std::function<bool(const Spec&)>& fails);

}  // namespace beam::testing
