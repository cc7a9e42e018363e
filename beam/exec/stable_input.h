// kWantsStableInput: what a DoFn says that writes to the outside in a way that cannot be done twice with different elements.
#pragma once

namespace beam::internal {

/// Such a DoFn has `static constexpr bool kRequiresStableInput = true`.
template <class DoFn>
inline constexpr bool kWantsStableInput = [] {
  if constexpr (requires { DoFn::kRequiresStableInput; }) {
    return static_cast<bool>(DoFn::kRequiresStableInput);
  } else {
    return false;
  }
}();

}  // namespace beam::internal
