// ShardName: what the files of a sharded, windowed write are called.
#pragma once

#include <cstdint>
#include <string>

#include "beam/base/window.h"

namespace beam::internal {

/// `path` for one shard of the global window; otherwise the window ("-2024-01-31T00:00:00.000Z-..."), the pane
/// ("-pane-2", where it is not the window's only one) and the shard ("-00000-of-00003") stand in front of the ending:
/// what follows the last dot of the name, and with a compression's ending what precedes that too.
std::string ShardName(const std::string& path, std::uint32_t shard, std::uint32_t shards, const Window& window,
                      const PaneInfo& pane);

}  // namespace beam::internal
