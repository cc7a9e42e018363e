// WindowHash: for tables by window.
#pragma once

#include <cstddef>

#include "beam/base/window.h"
#include "beam/exec/hash.h"

namespace beam::internal {

struct WindowHash {
  std::size_t operator()(const Window& window) const {
    const KeyHasher hasher;
    const auto start = static_cast<std::uint64_t>(window.start().millis());
    return hasher.Fixed(start ^ hasher.Fixed(static_cast<std::uint64_t>(window.end().millis())));
  }
};

}  // namespace beam::internal
