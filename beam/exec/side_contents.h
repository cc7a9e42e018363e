// SideContents: what one window of a side input without end has at a moment.
#pragma once

#include <cstdint>
#include <memory>

namespace beam::internal {

class BlockStore;

/// `version` changes whenever the elements do; 0 is that of a window without any, which has no store.
struct SideContents {
  std::shared_ptr<BlockStore> elements;
  std::uint64_t version = 0;
};

}  // namespace beam::internal
