#include "beam/event_time/window_fn.h"

namespace beam::internal {

std::vector<WindowMerge> WindowFn::Merge(const std::vector<Window>&) const { return {}; }

Window WindowFn::SideWindow(const Window& main) const {
  std::vector<Window> windows;
  Assign(main.max_timestamp(), windows);
  return windows.empty() ? Window::Global() : windows.back();
}

}  // namespace beam::internal
