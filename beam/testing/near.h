// CompareNear: bags of floating point numbers, alone or by key, that are equal but for small differences.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "beam/testing/element_difference.h"

namespace beam::testing::internal {

template <class T>
inline constexpr bool kIsNumberOfKey = false;
template <class K, class V>
inline constexpr bool kIsNumberOfKey<KV<K, V>> = std::is_floating_point_v<V>;

/// A number, and the encoding of the key it belongs to.
template <class T>
struct NearElement {
  std::string key;
  double number;
  const T* element;
};

template <class T>
std::vector<NearElement<T>> InOrder(const Elements<T>& elements) {
  std::vector<NearElement<T>> ordered;
  for (const T* element : elements) {
    if constexpr (std::is_floating_point_v<T>) {
      ordered.push_back({std::string(), static_cast<double>(*element), element});
    } else {
      ordered.push_back({EncodeElement(element->key), static_cast<double>(element->value), element});
    }
  }
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.key != b.key ? a.key < b.key : std::isnan(b.number) ? !std::isnan(a.number) : a.number < b.number;
  });
  return ordered;
}

/// Negative, zero or positive as `a` comes before, is as good as, or comes after `b`. NaN is near to NaN.
template <class T>
int OrderOf(const NearElement<T>& a, const NearElement<T>& b, double tolerance) {
  if (a.key != b.key) return a.key < b.key ? -1 : 1;
  if (std::isnan(a.number) || std::isnan(b.number))
    return static_cast<int>(std::isnan(a.number)) - static_cast<int>(std::isnan(b.number));
  if (a.number == b.number || std::abs(a.number - b.number) <= tolerance) return 0;
  return a.number < b.number ? -1 : 1;
}

template <class T>
ElementDifference<T> CompareNear(const Elements<T>& actual, const Elements<T>& expected, double tolerance) {
  static_assert(
      std::is_floating_point_v<T> || kIsNumberOfKey<T>,
      "ToBeNear compares floating point numbers, or KV with such values; say ToContainInAnyOrder for other types");
  ElementDifference<T> difference;
  const auto a = InOrder(actual);
  const auto e = InOrder(expected);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < e.size()) {
    const int order = i == a.size() ? 1 : j == e.size() ? -1 : OrderOf(a[i], e[j], tolerance);
    if (order == 0) ++difference.matched;
    if (order < 0) difference.unexpected.push_back(a[i].element);
    if (order > 0) difference.missing.push_back(e[j].element);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  return difference;
}

}  // namespace beam::testing::internal
