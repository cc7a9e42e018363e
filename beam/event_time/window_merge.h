// WindowMerge: windows of one key that become one.
#pragma once

#include <vector>

#include "beam/base/window.h"

namespace beam {

/// What a merging window function says of a key's windows: those in `from`, at least two, become `into`.
///
///   {.into = {first.start(), second.end()}, .from = {first, second}}
struct WindowMerge {
  Window into;
  std::vector<Window> from;
};

}  // namespace beam
