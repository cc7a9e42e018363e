// Sum: adds up.
#pragma once

#include <source_location>
#include <type_traits>

#include "beam/combine.h"
#include "beam/scope.h"

namespace beam {

/// Adds values in their own type, starting from T{}. Integers wrap around where they overflow.
template <class T>
struct SumFn {
  T CreateAccumulator() const { return T{}; }
  void AddInput(T& sum, const T& value) const {
    if constexpr (std::is_integral_v<T>) {
      // Wider than T or unsigned, so that the addition itself never overflows.
      sum = static_cast<T>(static_cast<unsigned long long>(sum) + static_cast<unsigned long long>(value));
    } else {
      sum = sum + value;
    }
  }
  void MergeAccumulators(T& sum, const T& other) const { AddInput(sum, other); }
};

/// Input: T, a number, a std::chrono duration, or any other type with a commutative `+` whose T{} adds nothing; not
/// bool. Output: one T, the sum of all elements; T{} when there are none. Windows and time: one sum for each window
/// that has elements; see Combine. Errors: such types only, checked while compiling. Integers add in their own type and
/// wrap around; make them wider first where that may happen. Floating-point sums depend on the order of additions in
/// their last digits. Cost: added up on every worker, then once. Source: Sum.integersGlobally of Beam. Example:
///
///   auto total = beam::Sum(sizes);
template <class T>
auto Sum(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckSum<T>()) {
    return Combine(input, Named("Sum", SumFn<T>()), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: KV<K, V> with a V that Sum takes. Output: KV<K, V>, one for each key: the sum of its values.
/// Windows and time, errors, cost: as CombinePerKey and Sum.
/// Example:
///
///   auto sales_by_shop = beam::SumPerKey(sales);
template <class T>
auto SumPerKey(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckSumPerKey<T>()) {
    return CombinePerKey(input, Named("SumPerKey", SumFn<typename T::Value>()), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
