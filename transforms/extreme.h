// ExtremeFn: keeps the one value that comes first in an order; Min and Max are made of it.
#pragma once

#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "beam/combine.h"
#include "beam/par_do.h"
#include "beam/scope.h"
#include "transforms/natural_order.h"

namespace beam {

namespace internal {

/// Keeps the value that comes first. The accumulator is empty only until its first value, and where there is none at all,
/// which a key always has (kOfKey).
template <class T, class Before, bool kOfKey>
struct ExtremeFn {
  Before before;
  std::optional<T> CreateAccumulator() const { return std::nullopt; }
  void AddInput(std::optional<T>& best, const T& value) const {
    if (!best.has_value() || before(value, *best)) best = value;
  }
  void MergeAccumulators(std::optional<T>& best, const std::optional<T>& other) const {
    if (other.has_value()) AddInput(best, *other);
  }
  std::conditional_t<kOfKey, T, std::optional<T>> ExtractOutput(const std::optional<T>& best) const {
    if constexpr (kOfKey) {
      return *best;
    } else {
      return best;
    }
  }
};

template <class T, class Before>
auto Extreme(const PCollection<T>& input, Before before, const std::source_location& location) {
  const auto best = Combine(input, ExtremeFn<T, Before, false>{std::move(before)}, location);
  return ParDo(best, Named("IfAny", [](const std::optional<T>& value, Emitter<T> emit) {
                 if (value.has_value()) emit(*value);
               }), location);
}

template <class T, class Before>
auto ExtremePerKey(const PCollection<T>& input, Before before, const std::source_location& location) {
  return CombinePerKey(input, ExtremeFn<typename T::Value, Before, true>{std::move(before)}, location);
}

}  // namespace internal

}  // namespace beam
