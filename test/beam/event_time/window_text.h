// Windows as text, which tests compare and print.
#pragma once

#include <string>
#include <vector>

#include "beam/base/window.h"
#include "beam/event_time/window_fn.h"

namespace beam::testing {

inline std::string TextOf(const Window& window) {
  return "[" + std::to_string(window.start().millis()) + ", " + std::to_string(window.end().millis()) + ")";
}

/// The windows of a moment, in the order in which the function gives them.
inline std::vector<std::string> WindowsAt(const internal::WindowFn& fn, Timestamp time) {
  std::vector<Window> windows;
  fn.Assign(time, windows);
  std::vector<std::string> texts;
  for (const Window& window : windows) texts.push_back(TextOf(window));
  return texts;
}
inline std::vector<std::string> WindowsAt(const internal::WindowFn& fn, std::int64_t millis) {
  return WindowsAt(fn, Timestamp::Millis(millis));
}

}  // namespace beam::testing
