// Members: one view of everything that is a fixed list of values, each with a type and a name: structs, tuples, pairs.
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>
#include <utility>

#include "beam/base/kv.h"
#include "coders/shape.h"

namespace beam::internal {

/// The members of a T that has some: kCount, Type<I>, Get<I>(object), Name<I>().
template <class T>
struct Members {
  static constexpr bool kNone = true;
};
template <class T>
inline constexpr bool kHasMembers = !requires { Members<T>::kNone; };

template <class T>
  requires(kShape<T> == Shape::kStruct)
struct Members<T> {
  static constexpr std::size_t kCount = kFieldCount<T>;
  template <std::size_t I>
  using Type = MemberType<I, T>;
  template <std::size_t I>
  static constexpr const auto& Get(const T& object) {
    return Field<I>(object);
  }
  template <std::size_t I>
  static constexpr std::string_view Name() {
    return FieldName<T, I>();
  }
};

/// A tuple's members are called f0, f1 and so on.
template <class... T>
struct Members<std::tuple<T...>> {
  static constexpr std::size_t kCount = sizeof...(T);
  template <std::size_t I>
  using Type = std::tuple_element_t<I, std::tuple<T...>>;
  template <std::size_t I>
  static constexpr const auto& Get(const std::tuple<T...>& object) {
    return std::get<I>(object);
  }
  template <std::size_t I>
  static std::string Name() {
    return "f" + std::to_string(I);
  }
};

template <class Pair, class K, class V>
struct PairMembers {
  static constexpr std::size_t kCount = 2;
  template <std::size_t I>
  using Type = std::conditional_t<I == 0, K, V>;
  template <std::size_t I>
  static constexpr const auto& Get(const Pair& pair) {
    const auto& [key, value] = pair;
    if constexpr (I == 0) {
      return key;
    } else {
      return value;
    }
  }
  template <std::size_t I>
  static constexpr std::string_view Name() {
    return I == 0 ? "key" : "value";
  }
};
template <class K, class V>
struct Members<KV<K, V>> : PairMembers<KV<K, V>, K, V> {};
template <class K, class V>
struct Members<std::pair<K, V>> : PairMembers<std::pair<K, V>, K, V> {};

}  // namespace beam::internal
