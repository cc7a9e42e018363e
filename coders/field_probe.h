// Field probe: how many members an aggregate has, and what keeps it from being taken apart.
//
// Everything here is a question of the form "is T{a, b, c} well-formed?", asked with probes that convert to anything,
// so no answer is ever a hard error.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "coders/bit_fields.h"

namespace beam::internal {

/// Why a type's members cannot be visited.
enum class FieldsProblem {
  kNone,
  kNotAggregate,  ///< a scalar, a union, an incomplete type, or a class with constructors or private members
  kTupleLike,     ///< KV, std::array and the like: they have a coder of their own
  kBase,          ///< an aggregate with a base class
  kArray,         ///< a member is a C array: std::array says the same
  kReference,     ///< a member is a reference that is not const
  kBitField,      ///< a member is a bit-field
  kOpaque,        ///< a member cannot be initialized from a value, or there are more than kMaxFields
};

inline constexpr std::size_t kMaxFields = 100;

// The conversions of the probes are never called. They have bodies all the same, because clang refuses a function
// without one whose type is local to the file, even where it is only named.
struct AnyLvalue {
  template <class F>
  // NOLINTNEXTLINE(google-explicit-constructor): an aggregate's fields are initialized implicitly
  operator F&() const&& noexcept {
    __builtin_unreachable();
  }
  template <class F>
  // NOLINTNEXTLINE(google-explicit-constructor): an aggregate's fields are initialized implicitly
  operator F&() const& noexcept {
    __builtin_unreachable();
  }
};
struct AnyPrvalue {
  template <class F>
  // NOLINTNEXTLINE(google-explicit-constructor): an aggregate's fields are initialized implicitly
  operator F() const&& noexcept {
    __builtin_unreachable();
  }
};
/// Converts to the bases of T and to nothing else.
template <class T>
struct AnyBaseOf {
  template <class F>
    requires(std::is_base_of_v<F, T> && !std::is_same_v<F, T>)
  // NOLINTNEXTLINE(google-explicit-constructor): an aggregate's fields are initialized implicitly
  operator F() const noexcept {
    __builtin_unreachable();
  }
};
struct Unconvertible {};

// A copyable struct is probed with references (members may be of types that overload on rvalues), others with values.
template <class T>
using AnyFor = std::conditional_t<std::is_copy_constructible_v<T>, AnyLvalue, AnyPrvalue>;
template <class Any, std::size_t>
using AnyAt = Any;

template <class T, std::size_t... I>
constexpr bool TakesValues(std::index_sequence<I...>) noexcept {
  return requires { T{AnyAt<AnyFor<T>, I>{}...}; };
}

/// Is T{value x before, {}, value x after} well-formed?
template <class T, std::size_t... I, std::size_t... J>
constexpr bool TakesBraces(std::index_sequence<I...>, std::index_sequence<J...>) noexcept {
  return requires { T{AnyAt<AnyFor<T>, I>{}..., {}, AnyAt<AnyFor<T>, J>{}...}; };
}

// Counts upwards: a struct has few members, and the probes for few members are cheap. A struct with a member that has
// no default is not initializable from too few values, so a refusal before the first success proves nothing.
template <class T, std::size_t N = 0, bool kSeen = false>
constexpr std::size_t ProbedFieldCount() noexcept {
  constexpr bool kTakes = TakesValues<T>(std::make_index_sequence<N>());
  if constexpr (kTakes && N < kMaxFields) {
    return ProbedFieldCount<T, N + 1, true>();
  } else if constexpr (!kSeen && N < kMaxFields && N < sizeof(T) * 8) {
    return ProbedFieldCount<T, N + 1, false>();
  } else {
    return kSeen ? N - 1 : kMaxFields + 1;
  }
}

template <class T, std::size_t I, std::size_t kAfter>
constexpr bool TakesBracesWithFewer() noexcept {
  if constexpr (kAfter == 0) {
    return false;
  } else if constexpr (TakesBraces<T>(std::make_index_sequence<I>(), std::make_index_sequence<kAfter - 1>())) {
    return true;
  } else {
    return TakesBracesWithFewer<T, I, kAfter - 1>();
  }
}

// Values initialize the elements of an array one by one, braces the whole array: if `{}` in the place of value I leaves
// room for fewer values than before, value I was the first element of an array.
template <class T, std::size_t N, std::size_t I>
constexpr bool StartsArray() noexcept {
  if constexpr (TakesBraces<T>(std::make_index_sequence<I>(), std::make_index_sequence<N - I - 1>())) {
    return false;
  } else {
    return TakesBracesWithFewer<T, I, N - I - 1>();
  }
}

template <class T, std::size_t... I>
constexpr bool HasArray(std::index_sequence<I...>) noexcept {
  return (StartsArray<T, sizeof...(I), I>() || ...);
}

// A value that is made on the spot initializes any member but a reference.
template <class T, std::size_t... I, std::size_t... J>
constexpr bool TakesPrvalue(std::index_sequence<I...>, std::index_sequence<J...>) noexcept {
  return requires { T{AnyAt<AnyFor<T>, I>{}..., AnyPrvalue{}, AnyAt<AnyFor<T>, J>{}...}; };
}
template <class T, std::size_t... I>
constexpr bool HasReference(std::index_sequence<I...>) noexcept {
  // Only a struct that can neither be assigned nor made from nothing is worth the question.
  if constexpr (std::is_move_assignable_v<T> || std::is_default_constructible_v<T>) {
    return false;
  } else {
    constexpr std::size_t kCount = sizeof...(I);
    return (!TakesPrvalue<T>(std::make_index_sequence<I>(), std::make_index_sequence<kCount - I - 1>()) || ...);
  }
}

template <class T>
constexpr FieldsProblem FindFieldsProblem() noexcept {
  if constexpr (!requires { sizeof(T); }) {
    return FieldsProblem::kNotAggregate;
  } else if constexpr (!std::is_class_v<T> || !std::is_aggregate_v<T>) {
    return FieldsProblem::kNotAggregate;
  } else if constexpr (kIsKV<T> || requires { std::tuple_size<T>::value; }) {
    return FieldsProblem::kTupleLike;
  } else if constexpr (
      requires { T{AnyBaseOf<T>{}}; } && !requires { T{Unconvertible{}}; }) {
    return FieldsProblem::kBase;
  } else {
    constexpr std::size_t kCount = ProbedFieldCount<T>();
    if constexpr (kCount > kMaxFields) {
      return FieldsProblem::kOpaque;
    } else if constexpr (TakesBraces<T>(std::make_index_sequence<kCount>(), std::index_sequence<>())) {
      return FieldsProblem::kOpaque;
    } else if constexpr (HasArray<T>(std::make_index_sequence<kCount>())) {
      return FieldsProblem::kArray;
    } else if constexpr (HasReference<T>(std::make_index_sequence<kCount>())) {
      return FieldsProblem::kReference;
    } else if constexpr (kHasBitField<T, kCount>) {
      return FieldsProblem::kBitField;
    } else {
      return FieldsProblem::kNone;
    }
  }
}

template <class T>
inline constexpr FieldsProblem kFieldsProblem = FindFieldsProblem<T>();

}  // namespace beam::internal
