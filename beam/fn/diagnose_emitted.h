// What an emitter accepts for its type, and the sentence for what it does not. A part of diagnose.h.
#pragma once

#include <type_traits>

namespace beam::internal {

/// True if a `From` given to an emitter of `To` may lose what it says. Looser than the rule for parameters, because a
/// literal cannot be told from a variable: `emit(1)` is right for an emitter of any type that holds every int, of an
/// unsigned one of that size, and of floating-point numbers.
template <class To, class From>
consteval bool LosesWhatIsEmitted() {
  using Given = std::decay_t<From>;
  if constexpr (std::is_same_v<To, bool>) {
    return std::is_scalar_v<Given> && !std::is_same_v<Given, bool>;
  } else if constexpr (std::is_integral_v<To> && (std::is_integral_v<Given> || std::is_enum_v<Given>)) {
    return sizeof(Given) > sizeof(To);
  } else {
    return std::is_integral_v<To> && std::is_floating_point_v<Given>;
  }
}

/// Refuses a value that an emitter of `To` would silently change.
template <class To, class From>
consteval bool CheckEmitted() {
  constexpr bool ok = !LosesWhatIsEmitted<To, From>();
  static_assert(
      ok,
      "this emitter's type cannot hold every value that it is given here: no floating-point number becomes an "
      "integer, no integer a narrower one, and nothing but bool a bool; convert it with static_cast if that is meant");
  return ok;
}

}  // namespace beam::internal
