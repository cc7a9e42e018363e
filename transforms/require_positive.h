// RequirePositive: the number of elements that Top, Sample and Head are asked for.
#pragma once

#include <cstdint>
#include <source_location>
#include <string>

#include "beam/base/error.h"
#include "beam/pipeline.h"

namespace beam::internal {

/// Throws unless n is 1 or more.
inline void RequirePositive(std::int64_t n, const char* transform, const std::source_location& location) {
  if (n > 0) return;
  throw Error(StatusCode::kInvalidArgument,
              std::string(transform) + " keeps at least one element: ask for 1 or more; n = " + std::to_string(n) +
                  "; line = " + ShortLocation(location));
}

}  // namespace beam::internal
