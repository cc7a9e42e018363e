// Min and MinPerKey: the smallest value.
#pragma once

#include <source_location>
#include <utility>

#include "beam/combine.h"
#include "beam/scope.h"
#include "transforms/extreme.h"
#include "transforms/natural_order.h"

namespace beam {

/// Input: any T with `<`, or with the comparison `less(a, b)` that is given. Output: one T, the smallest element;
/// nothing when there are none. NaN is smaller than every number. Windows and time: one element for each window that
/// has elements; see Combine. Errors: without `<` a comparison must be given, checked while compiling. T needs a coder.
/// Which one of several equal elements comes out is undefined. Cost: compared on every worker, then once. Source:
/// Min.globally of Beam. Example:
///
///   auto first_seen = beam::Min(times);
template <class T, class Less = NaturalOrder>
auto Min(const PCollection<T>& input, Less less = {}, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrder<T, Less>()) {
    return Combine(input, Named("Min", ExtremeFn<T, Less>{std::move(less)}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: KV<K, V>. Output: KV<K, V>, one for each key: the smallest of its values.
/// Windows and time, errors, cost: as CombinePerKey and Min.
/// Example:
///
///   auto lowest_price = beam::MinPerKey(prices_by_product);
template <class T, class Less = NaturalOrder>
auto MinPerKey(const PCollection<T>& input, Less less = {},
               std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrderPerKey<T, Less>()) {
    return CombinePerKey(input, Named("MinPerKey", ExtremeFn<typename T::Value, Less>{std::move(less)}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
