// Top, Smallest, TopPerKey, SmallestPerKey: the n largest or smallest elements, in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <utility>
#include <vector>

#include "beam/combine.h"
#include "beam/scope.h"
#include "transforms/natural_order.h"
#include "transforms/require_positive.h"

namespace beam {

/// Keeps the `limit` values that come last in the order `less`, and gives them largest first.
template <class T, class Less>
struct TopFn {
  std::int64_t limit = 0;
  Less less;

  std::vector<T> CreateAccumulator() const { return {}; }
  // The accumulator is a heap with the smallest of the kept values in front.
  void AddInput(std::vector<T>& kept, const T& value) const {
    if (kept.size() < static_cast<std::size_t>(limit)) {
      kept.push_back(value);
      std::push_heap(kept.begin(), kept.end(), Greater());
    } else if (Greater()(value, kept.front())) {
      std::pop_heap(kept.begin(), kept.end(), Greater());
      kept.back() = value;
      std::push_heap(kept.begin(), kept.end(), Greater());
    }
  }
  void MergeAccumulators(std::vector<T>& kept, const std::vector<T>& other) const {
    for (const T& value : other) AddInput(kept, value);
  }
  std::vector<T> ExtractOutput(const std::vector<T>& kept) const {
    std::vector<T> sorted = kept;
    std::sort(sorted.begin(), sorted.end(), Greater());
    return sorted;
  }

 private:
  auto Greater() const {
    return [this](const T& a, const T& b) { return less(b, a); };
  }
};

/// Input: any T with `<`, or with the comparison `less(a, b)` that is given. Output: one std::vector<T> of the n
/// largest elements, largest first; of all when there are fewer than n; an empty one when there are none. Windows and
/// time: one vector for each window that has elements; see Combine. Errors: beam::Error when n is below 1. Without `<`
/// a comparison must be given, checked while compiling. T needs a coder. Which of several equal elements are kept is
/// undefined. NaN is smaller than every number. Cost: each worker keeps n elements at a time. Source: Top.of of Beam.
/// Example:
///
///   using WordCount = beam::KV<std::string, int64_t>;
///   auto common = beam::Top(counts, 10, [](const WordCount& a, const WordCount& b) { return a.value < b.value; });
template <class T, class Less = NaturalOrder>
auto Top(const PCollection<T>& input, std::int64_t n, Less less = {},
         std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrder<T, Less>()) {
    internal::RequirePositive(n, "Top", location);
    return Combine(input, Named("Top", TopFn<T, Less>{n, std::move(less)}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// The n smallest elements, smallest first; everything else as Top.
/// Example:
///
///   auto cheapest = beam::Smallest(prices, 3);
template <class T, class Less = NaturalOrder>
auto Smallest(const PCollection<T>& input, std::int64_t n, Less less = {},
              std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrder<T, Less>()) {
    internal::RequirePositive(n, "Smallest", location);
    return Combine(input, Named("Smallest", TopFn<T, ReverseOrder<Less>>{n, {std::move(less)}}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: KV<K, V>. Output: KV<K, std::vector<V>>, one for each key: the n largest of its values, largest first.
/// Windows and time, errors, cost: as CombinePerKey and Top.
/// Example:
///
///   auto podium = beam::TopPerKey(scores_by_race, 3);
template <class T, class Less = NaturalOrder>
auto TopPerKey(const PCollection<T>& input, std::int64_t n, Less less = {},
               std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrderPerKey<T, Less>()) {
    internal::RequirePositive(n, "TopPerKey", location);
    return CombinePerKey(input, Named("TopPerKey", TopFn<typename T::Value, Less>{n, std::move(less)}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// The n smallest values of each key, smallest first; everything else as TopPerKey.
/// Example:
///
///   auto fastest = beam::SmallestPerKey(lap_times_by_driver, 5);
template <class T, class Less = NaturalOrder>
auto SmallestPerKey(const PCollection<T>& input, std::int64_t n, Less less = {},
                    std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckOrderPerKey<T, Less>()) {
    internal::RequirePositive(n, "SmallestPerKey", location);
    return CombinePerKey(
        input, Named("SmallestPerKey", TopFn<typename T::Value, ReverseOrder<Less>>{n, {std::move(less)}}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
