// Count, CountPerKey and CountAll: how many.
#pragma once

#include <cstdint>
#include <source_location>

#include "beam/combine.h"
#include "beam/par_do.h"
#include "beam/scope.h"
#include "transforms/sum.h"

namespace beam {

/// Counts the values it is given.
template <class T>
struct CountFn {
  std::int64_t CreateAccumulator() const { return 0; }
  void AddInput(std::int64_t& count, const T&) const { ++count; }
  void MergeAccumulators(std::int64_t& count, std::int64_t other) const { count += other; }
};

/// Input: T, which needs a deterministic coder. Output: KV<T, int64_t>, one for each distinct element: how often it
/// comes. Windows and time: counts within windows; the output's timestamp is the end of the window. Errors: T must be
/// fit for a key, checked while compiling. Elements are equal when their encodings are. Cost: counted on every worker
/// before anything is exchanged. Source: Count.perElement of Beam. Example:
///
///   auto counts = beam::Count(words);
template <class T>
auto Count(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  return CombinePerElement(input, Named("Count", CountFn<T>()), location);
}

/// Input: KV<K, V>. Output: KV<K, int64_t>, one for each key: how many values it has.
/// Windows and time, errors, cost: as Count; the values themselves are not exchanged.
/// Example:
///
///   auto orders_by_customer = beam::CountPerKey(orders);
template <class T>
auto CountPerKey(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckPairs<T>()) {
    using Counted = KV<typename T::Key, std::int64_t>;
    const Scope scope(input, "CountPerKey");
    const auto ones =
        ParDo(input, Named("One", [](const T& pair, Emitter<Counted> emit) { emit(pair.key, 1); }), location);
    return CombinePerKey(ones, SumFn<std::int64_t>(), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: any T. Output: one int64_t, the number of elements; 0 when there are none.
/// Windows and time: one number for each window that has elements; see Combine.
/// Errors: none. Cost: nothing but numbers is exchanged. Source: Count.globally of Beam.
/// Example:
///
///   auto lines_read = beam::CountAll(lines);
template <class T>
auto CountAll(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (std::is_same_v<T, internal::Unusable>) {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  } else {
    const Scope scope(input, "CountAll");
    const auto ones = ParDo(input, Named("One", [](const T&) { return std::int64_t{1}; }), location);
    return Combine(ones, SumFn<std::int64_t>(), location);
  }
}

}  // namespace beam
