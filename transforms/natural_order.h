// NaturalOrder: what the transforms that compare use when the program gives no comparison; ReverseOrder.
#pragma once

#include <type_traits>

namespace beam {

/// `a < b`; of floating-point numbers NaN is the smallest, so that there is an order at all.
struct NaturalOrder {
  template <class T>
    requires requires(const T& a, const T& b) { static_cast<bool>(a < b); }
  bool operator()(const T& a, const T& b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a < b || (a != a && b == b);
    } else {
      return a < b;
    }
  }
};

/// The order upside down.
template <class Less>
struct ReverseOrder {
  Less less;
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return less(b, a);
  }
};

}  // namespace beam
