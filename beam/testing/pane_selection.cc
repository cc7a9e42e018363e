#include "beam/testing/pane_selection.h"

namespace beam::testing::internal {

namespace {

std::string WindowText(const Window& window) {
  if (window == Window::Global()) return "the global window";
  return "[" + std::to_string(window.start().millis()) + "ms, " + std::to_string(window.end().millis()) + "ms)";
}

const char* PanesText(Panes panes) {
  switch (panes) {
    case Panes::kEarly:
      return "the early panes of ";
    case Panes::kOnTime:
      return "the on-time pane of ";
    case Panes::kLate:
      return "the late panes of ";
    case Panes::kNotLate:
      return "the panes that are not late of ";
    case Panes::kFinal:
      return "the final pane of ";
    case Panes::kAll:
      break;
  }
  return "";
}

}  // namespace

bool PaneSelection::Includes(const ElementMeta& meta) const {
  if (window.has_value() && meta.window != *window) return false;
  switch (panes) {
    case Panes::kEarly:
      return meta.pane.timing == PaneTiming::kEarly;
    case Panes::kOnTime:
      return meta.pane.timing == PaneTiming::kOnTime;
    case Panes::kLate:
      return meta.pane.timing == PaneTiming::kLate;
    case Panes::kNotLate:
      return meta.pane.timing != PaneTiming::kLate;
    case Panes::kFinal:
      return meta.pane.is_last;
    case Panes::kAll:
      break;
  }
  return true;
}

std::string PaneSelection::Text() const {
  if (!window.has_value()) return "";
  return std::string(" in ") + PanesText(panes) + WindowText(*window);
}

}  // namespace beam::testing::internal
