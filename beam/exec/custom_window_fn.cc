#include "beam/exec/custom_window_fn.h"

#include "beam/base/error.h"

namespace beam::internal {

namespace {

void RequireWindow(const Window& window) {
  if (window.start() < window.end() && window.start() >= Timestamp::Min() &&
      window.end() <= Timestamp::Max() + Duration(1)) {
    return;
  }
  throw Error(StatusCode::kOutOfRange,
              "a window function assigned a window that is empty, or not in Beam's time domain; return "
              "beam::Window(start, end) with start before end; window = [" +
                  std::to_string(window.start().millis()) + "ms, " + std::to_string(window.end().millis()) + "ms)");
}

}  // namespace

void AppendWindow(std::vector<Window>& to, const Window& window) {
  RequireWindow(window);
  to.push_back(window);
}

void AppendWindows(std::vector<Window>& to, const std::vector<Window>& windows) {
  for (const Window& window : windows) AppendWindow(to, window);
}

void FailNeedsElement() {
  throw Error(
      StatusCode::kFailedPrecondition,
      "a window function that looks at elements was asked for the window of a moment; give it a method beam::Window "
      "SideWindow(const beam::Window& main) const");
}

}  // namespace beam::internal
