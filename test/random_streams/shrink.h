// Makes a failing stream smaller.
#pragma once

#include <functional>

#include "test/reference/event_time/stream.h"

namespace beam::testing {

/// Leaves out events, parts of the trigger and options as long as `fails` says yes to what remains. `fails(stream)` must hold.
Stream ShrinkStream(Stream stream, const std::function<bool(const Stream&)>& fails);

}  // namespace beam::testing
