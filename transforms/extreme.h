// ExtremeFn: keeps the value that comes first in an order; Min and Max are made of it.
#pragma once

namespace beam {

/// The one of two values that comes before the other; the first one when neither does.
template <class T, class Before>
struct ExtremeFn {
  Before before;
  const T& operator()(const T& a, const T& b) const { return before(b, a) ? b : a; }
};

}  // namespace beam
