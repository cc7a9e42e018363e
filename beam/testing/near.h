// CompareNear: bags of floating point numbers, alone or by key, that are equal but for small differences.
#pragma once

#include <string>
#include <type_traits>

#include "beam/testing/element_difference.h"

namespace beam::testing::internal {

template <class T>
inline constexpr bool kIsNumberOfKey = false;
template <class K, class V>
inline constexpr bool kIsNumberOfKey<KV<K, V>> = std::is_floating_point_v<V>;

/// A number, and the encoding of the key it belongs to.
struct NearElement {
  std::string key;
  double number = 0;
  const void* element = nullptr;
};

template <class T>
NearElement NearElementOf(const void* element) {
  static_assert(
      std::is_floating_point_v<T> || kIsNumberOfKey<T>,
      "ToBeNear compares floating point numbers, or KV with such values; say ToContainInAnyOrder for other types");
  const T& value = *static_cast<const T*>(element);
  if constexpr (std::is_floating_point_v<T>) {
    return {std::string(), static_cast<double>(value), element};
  } else if constexpr (kIsNumberOfKey<T>) {
    return {EncodeElement(value.key), static_cast<double>(value.value), element};
  }
}

/// NaN is near to NaN.
ElementDifference CompareNear(NearElement (*form)(const void* element), const ElementList& actual,
                              const ElementList& expected, double tolerance);

}  // namespace beam::testing::internal
