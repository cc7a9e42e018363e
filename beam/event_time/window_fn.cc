#include "beam/event_time/window_fn.h"

#include <algorithm>

namespace beam::internal {

std::vector<WindowMerge> WindowFn::Merge(const std::vector<Window>&) const { return {}; }

Window WindowFn::SideWindow(const Window& main) const {
  std::vector<Window> windows;
  Assign(main.max_timestamp(), windows);
  return windows.empty() ? Window::Global() : *std::min_element(windows.begin(), windows.end());
}

bool SameWindows(const WindowFnRef& a, const WindowFnRef& b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a == b || a->SameAs(*b);
}

}  // namespace beam::internal
