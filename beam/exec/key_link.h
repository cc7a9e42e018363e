// KeyLink: between a DoFn and a runner that keeps the state and the timers of the key being processed.
#pragma once

#include <cstddef>
#include <string_view>

#include "beam/base/window.h"
#include "beam/event_time/key_timers.h"
#include "beam/exec/cell_link.h"

namespace beam::internal {

class KeyLink {
 public:
  /// Of the key's cell for this window and member, which the link fills.
  virtual CellLink* LinkOf(const Window& window, std::size_t member) = 0;
  virtual void Set(SetTimer timer) = 0;
  virtual void Clear(std::size_t declaration, std::string_view tag, const Window& window) = 0;

 protected:
  ~KeyLink() = default;
};

}  // namespace beam::internal
