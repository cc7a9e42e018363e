// Max and MaxPerKey: the largest value.
#pragma once

#include <source_location>
#include <utility>

#include "beam/combine.h"
#include "beam/scope.h"
#include "transforms/extreme.h"
#include "transforms/natural_order.h"

namespace beam {

/// Input: any T with `<`, or with the comparison `less(a, b)` that is given. Output: one T, the largest element;
/// nothing when there are none. NaN is smaller than every number. Windows and time: one element for each window that
/// has elements; see Combine. Errors: without `<` a comparison must be given, checked while compiling. T needs a coder.
/// Which one of several equal elements comes out is undefined. Cost: compared on every worker, then once. Source:
/// Max.globally of Beam. Example:
///
///   auto longest = beam::Max(words, [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
template <class T, class Less = NaturalOrder>
auto Max(const PCollection<T>& input, Less less = {}, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrder<T, Less>()) {
    return Combine(input, Named("Max", ExtremeFn<T, ReverseOrder<Less>>{{std::move(less)}}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: KV<K, V>. Output: KV<K, V>, one for each key: the largest of its values.
/// Windows and time, errors, cost: as CombinePerKey and Max.
/// Example:
///
///   auto best_score = beam::MaxPerKey(scores_by_player);
template <class T, class Less = NaturalOrder>
auto MaxPerKey(const PCollection<T>& input, Less less = {},
               std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrderPerKey<T, Less>()) {
    return CombinePerKey(input, Named("MaxPerKey", ExtremeFn<typename T::Value, ReverseOrder<Less>>{{std::move(less)}}),
                         location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
