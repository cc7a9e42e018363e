// SideInputLookups: a side input of pairs that is brought key by key, because nobody may need all of it.
#pragma once

#include <string_view>

#include "beam/base/window.h"

namespace beam::internal {

class BlockStore;

/// What a lookup has brought; it is there until the next one.
struct BroughtValues {
  /// The key's values, each in the nested form of its coder, one behind the other; nothing for a key without any.
  std::string_view of_key;
  /// Instead of them, all elements of the window, where that is better than to go on key by key; null otherwise.
  BlockStore* all = nullptr;
};

/// Knows what a lookup costs, and says when the window is to be had as a whole.
class SideInputLookups {
 public:
  virtual ~SideInputLookups() = default;
  /// `key`: in the nested form of its coder.
  virtual BroughtValues Bring(const Window& window, std::string_view key) = 0;
};

}  // namespace beam::internal
