// WindowRules: a Windowing, made ready once for all keys of a grouping.
#pragma once

#include "beam/base/window.h"
#include "beam/event_time/windowing.h"

namespace beam::internal {

class TriggerMachine;

class WindowRules {
 public:
  /// Throws INVALID_ARGUMENT when the trigger has too many parts.
  explicit WindowRules(const Windowing& windowing);
  WindowRules(const WindowRules&) = delete;
  WindowRules& operator=(const WindowRules&) = delete;
  ~WindowRules();

  const Windowing& windowing() const { return windowing_; }
  const TriggerMachine& machine() const { return *machine_; }
  bool merging() const { return merging_; }
  bool accumulates() const { return windowing_.accumulation == AccumulationMode::kAccumulating; }

  /// Of expiry.h, with the lateness of the windowing.
  Timestamp ExpiryOf(const Window& window) const;

 private:
  Windowing windowing_;
  const TriggerMachine* machine_;
  bool merging_;
};

}  // namespace beam::internal
