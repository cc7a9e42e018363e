// Shape: what kind of encoding a type gets when nobody wrote a coder for it, decided in one place.
//
// Containers are recognised by what they offer, not by name, so std::map needs no <map> here and a third-party
// container works like the standard one it resembles.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "coders/fields.h"

namespace beam::internal {

enum class Shape : std::uint8_t {
  kNone,      ///< no default encoding; an explicit Coder may exist
  kBool,      ///< bool
  kInteger,   ///< integers and enums
  kFloating,  ///< float, double
  kArray,     ///< std::array
  kSequence,  ///< push_back: vector, deque, list
  kSet,       ///< keys: set, unordered_set, multiset
  kMap,       ///< keys and values: map, unordered_map, multimap
  kStruct,    ///< an aggregate: its fields
};

template <class T>
concept ArrayLike = requires(const T& array) {
  typename T::value_type;
  std::tuple_size<T>::value;
  array.data();
};
template <class T>
concept ContainerLike = requires(const T& container) {
  typename T::value_type;
  container.begin();
  container.end();
  container.size();
};
template <class T>
concept SequenceLike = ContainerLike<T> && requires(T& container, typename T::value_type&& value) {
  container.push_back(std::move(value));
  container.erase(container.begin(), container.end());
};
template <class T>
concept SetLike = ContainerLike<T> && requires(T& container, typename T::value_type&& value) {
  typename T::key_type;
  container.insert(std::move(value));
};
template <class T>
concept MapLike = ContainerLike<T> && requires(T& container) {
  typename T::key_type;
  typename T::mapped_type;
  container.clear();
};

template <class T>
constexpr Shape FindShape() noexcept {
  if constexpr (std::is_volatile_v<T>) {
    return Shape::kNone;
  } else if constexpr (std::is_same_v<T, bool>) {
    return Shape::kBool;
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return sizeof(T) <= 8 ? Shape::kInteger : Shape::kNone;
  } else if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    return Shape::kFloating;
  } else if constexpr (!std::is_class_v<T> || !requires { sizeof(T); }) {
    return Shape::kNone;
  } else if constexpr (ArrayLike<T>) {
    return Shape::kArray;
  } else if constexpr (MapLike<T>) {
    return Shape::kMap;
  } else if constexpr (SetLike<T>) {
    return Shape::kSet;
  } else if constexpr (SequenceLike<T>) {
    return Shape::kSequence;
  } else {
    return kIsReflectable<T> ? Shape::kStruct : Shape::kNone;
  }
}

/// The shape of T.
template <class T>
inline constexpr Shape kShape = FindShape<T>();

}  // namespace beam::internal
