// StatefulForm: which states and timers a DoFn has, as runners that keep them are told; StatefulOperator, the operator that they
// drive; KeyedStore, what they keep.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/window.h"
#include "beam/event_time/key_timers.h"
#include "beam/exec/operator.h"
#include "coders/coder.h"

namespace beam::internal {

/// Every kind of state is a bag of elements to a runner, because there is none that all runners have but bags.
struct StateForm {
  std::string_view name;
  std::size_t member = 0;  ///< Its number among the members of the DoFn.
  bool one_value = false;  ///< Of a bag that never has two elements.
  CoderSpec element;
};

struct TimerForm {
  std::string_view name;
  std::size_t member = 0;  ///< The declaration of its timers.
  TimeDomain domain = TimeDomain::kEventTime;
};

struct StatefulForm {
  CoderSpec key;
  std::vector<StateForm> states;
  std::vector<TimerForm> timers;
  bool ends_windows = false;  ///< The DoFn has OnWindowExpiration.
  bool time_sorted = false;   ///< It wants the elements of a key in the order of time.
};

/// What a runner keeps for the keys of a step. Keys are in our encoding, nested. For the thread of a bundle.
class KeyedStore {
 public:
  virtual std::string Get(std::string_view key, const Window& window, std::size_t member) = 0;
  /// A Get is likely to follow: what takes its time may begin.
  virtual void Expect(std::string_view key, const Window& window, std::size_t member) = 0;
  virtual void Append(std::string_view key, const Window& window, std::size_t member, std::string elements) = 0;
  virtual void Clear(std::string_view key, const Window& window, std::size_t member) = 0;
  virtual void Set(std::string_view key, const SetTimer& timer) = 0;
  virtual void ClearTimer(std::string_view key, const SetTimer& timer) = 0;
  /// OnWindowExpiration is to be called for the key when time has come to `last_time` of the window.
  virtual void AwaitEnd(std::string_view key, const Window& window, Timestamp last_time) = 0;

 protected:
  ~KeyedStore() = default;
};

/// Runs a DoFn with state over elements of any keys, in bundles whose runner keeps the state. What a bundle changes is written
/// when the bundle ends.
class StatefulOperator : public Operator {
 public:
  /// The store of the bundle that begins.
  virtual void Open(KeyedStore& store) = 0;
  virtual void FireTimer(std::string_view key, const SetTimer& timer) = 0;
  /// Calls OnWindowExpiration and forgets what the key keeps for the window.
  virtual void EndWindow(std::string_view key, const Window& window) = 0;
};

}  // namespace beam::internal
