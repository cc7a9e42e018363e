// Distinct and DistinctBy: each element once.
#pragma once

#include <source_location>
#include <type_traits>
#include <utility>

#include "beam/combine.h"
#include "beam/par_do.h"
#include "beam/scope.h"
#include "transforms/keys.h"
#include "transforms/values.h"
#include "transforms/with_keys.h"

namespace beam {

/// Input: T, which needs a deterministic coder. Output: T, one of each group of equal elements.
/// Windows and time: once in each window; the output's timestamp is the end of the window.
/// Errors: T must be fit for a key, checked while compiling. Elements are equal when their encodings are.
/// Cost: duplicates are dropped on every worker before anything is exchanged. Source: Distinct of Beam.
/// Example:
///
///   auto visitors = beam::Distinct(beam::Keys(visits));
template <class T>
auto Distinct(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (std::is_same_v<T, internal::Unusable>) {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  } else {
    using Seen = KV<T, bool>;
    const Scope scope(input, "Distinct");
    const auto seen =
        ParDo(input, Named("Seen", [](const T& element, Emitter<Seen> emit) { emit(element, true); }), location);
    return Keys(CombinePerKey(
                    seen, [](bool first, bool) { return first; }, location),
                location);
  }
}

/// Input: T with a coder. Output: T, one of the elements for which `key_of` returns equal keys; which one is undefined.
/// Windows and time, cost: as Distinct. Errors: the key must have a deterministic coder, checked while compiling.
/// Example:
///
///   auto one_order_of_each = beam::DistinctBy(orders, [](const Order& order) { return order.customer; });
template <class T, class KeyOf>
auto DistinctBy(const PCollection<T>& input, KeyOf key_of,
                std::source_location location = std::source_location::current()) {
  if constexpr (std::is_same_v<T, internal::Unusable>) {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  } else {
    const Scope scope(input, "DistinctBy");
    const auto keyed = WithKeys(input, std::move(key_of), location);
    return Values(CombinePerKey(
                      keyed, [](const T& first, const T&) { return first; }, location),
                  location);
  }
}

}  // namespace beam
