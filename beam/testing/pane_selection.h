// PaneSelection: which elements of a collection an expectation is about.
#pragma once

#include <optional>
#include <string>

#include "beam/base/window.h"

namespace beam::testing::internal {

enum class Panes { kAll, kEarly, kOnTime, kLate, kNotLate, kFinal };

struct PaneSelection {
  std::optional<Window> window;
  Panes panes = Panes::kAll;

  bool Includes(const ElementMeta& meta) const;
  /// " in the late panes of [0ms, 10ms)", for a failure; nothing where all elements are looked at.
  std::string Text() const;
};

}  // namespace beam::testing::internal
