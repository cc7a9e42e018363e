// Values: the values of pairs.
#pragma once

#include <source_location>

#include "beam/par_do.h"

namespace beam {

/// Input: KV<K, V>. Output: V, one for each pair.
/// Windows and time: every value keeps the timestamp, window and pane of its pair.
/// Errors: pairs only, checked while compiling. Cost: a copy of the value, fused with its neighbours.
/// Example:
///
///   auto totals = beam::Values(totals_by_user);
template <class T>
auto Values(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckPairs<T>()) {
    using Value = typename T::Value;
    return ParDo(input, Named("Values", [](const T& pair, Emitter<Value> emit) { emit(pair.value); }), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
