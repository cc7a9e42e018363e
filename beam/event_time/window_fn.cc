#include "beam/event_time/window_fn.h"

namespace beam::internal {

std::vector<WindowMerge> WindowFn::Merge(const std::vector<Window>&) const { return {}; }

Window WindowFn::SideWindow(const Window& main) const {
  std::vector<Window> windows;
  Assign(main.max_timestamp(), windows);
  return windows.empty() ? Window::Global() : windows.back();
}

bool SameWindows(const WindowFnRef& a, const WindowFnRef& b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a == b || a->SameAs(*b);
}

}  // namespace beam::internal
