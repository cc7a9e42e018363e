// The window functions that the library knows by their URNs.
#pragma once

#include <string_view>

#include "beam/event_time/window_fn.h"

namespace beam::internal {

bool IsStandardWindowFn(std::string_view urn);

/// Makes a window function again of its URN and its payload(). Throws beam::Error for a URN that is none of them, and for bytes
/// that it did not write.
WindowFnRef ReadStandardWindowFn(std::string_view urn, std::string_view payload);

}  // namespace beam::internal
