// kWantsTimeOrder: what a DoFn says that has to see the elements of a key in the order of their event time.
#pragma once

namespace beam::internal {

/// Such a DoFn has `static constexpr bool kTimeSorted = true`.
template <class DoFn>
inline constexpr bool kWantsTimeOrder = [] {
  if constexpr (requires { DoFn::kTimeSorted; }) {
    return static_cast<bool>(DoFn::kTimeSorted);
  } else {
    return false;
  }
}();

}  // namespace beam::internal
