// Sample and SamplePerKey: elements drawn at random.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <utility>
#include <vector>

#include "beam/combine.h"
#include "beam/scope.h"
#include "transforms/require_positive.h"

namespace beam {

namespace internal {

/// A number that no other call in any process is likely to give.
std::uint64_t FreshSeed();

}  // namespace internal

/// Draws `limit` values, every set of them with the same probability: each value gets a random rank, and those with the
/// lowest ranks stay. Ranks are 64 bits, so ties play no part.
template <class T>
struct SampleFn {
  struct Ranked {
    std::uint64_t rank = 0;
    T value;
  };
  using Accumulator = std::vector<Ranked>;

  std::int64_t limit = 0;
  std::uint64_t state = 0;

  // Each copy draws ranks of its own.
  void Setup() { state = internal::FreshSeed(); }
  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& drawn, const T& value) {
    const std::uint64_t rank = NextRank();
    if (Admits(drawn, rank)) Insert(drawn, Ranked{rank, value});
  }
  void MergeAccumulators(Accumulator& drawn, const Accumulator& other) const {
    for (const Ranked& ranked : other) {
      if (Admits(drawn, ranked.rank)) Insert(drawn, ranked);
    }
  }
  std::vector<T> ExtractOutput(const Accumulator& drawn) const {
    std::vector<T> values;
    values.reserve(drawn.size());
    for (const Ranked& ranked : drawn) values.push_back(ranked.value);
    return values;
  }

 private:
  // The accumulator is a heap with the highest rank in front.
  static bool Lower(const Ranked& a, const Ranked& b) { return a.rank < b.rank; }
  bool Admits(const Accumulator& drawn, std::uint64_t rank) const {
    return drawn.size() < static_cast<std::size_t>(limit) || rank < drawn.front().rank;
  }
  void Insert(Accumulator& drawn, Ranked ranked) const {
    if (drawn.size() == static_cast<std::size_t>(limit)) {
      std::pop_heap(drawn.begin(), drawn.end(), Lower);
      drawn.pop_back();
    }
    drawn.push_back(std::move(ranked));
    std::push_heap(drawn.begin(), drawn.end(), Lower);
  }
  // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
  std::uint64_t NextRank() {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }
};

/// Input: any T with a coder. Output: one std::vector<T> of n elements drawn at random without putting back, each set
/// of n with the same probability, in no particular order; of all when there are fewer than n. Windows and time: one
/// vector for each window that has elements; see Combine. Errors: beam::Error when n is below 1. Cost: each worker
/// keeps n elements at a time. Two runs draw differently; for any n elements, cheaper, see Head. Source:
/// Sample.fixedSizeGlobally of Beam. Example:
///
///   auto to_inspect = beam::Sample(requests, 100);
template <class T>
auto Sample(const PCollection<T>& input, std::int64_t n,
            std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckStored<T>()) {
    internal::RequirePositive(n, "Sample", location);
    return Combine(input, Named("Sample", SampleFn<T>{n}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: KV<K, V>. Output: KV<K, std::vector<V>>, one for each key: n of its values drawn at random, as in Sample.
/// Windows and time, errors, cost: as CombinePerKey and Sample.
/// Example:
///
///   auto examples = beam::SamplePerKey(errors_by_kind, 5);
template <class T>
auto SamplePerKey(const PCollection<T>& input, std::int64_t n,
                  std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckPairs<T>()) {
    internal::RequirePositive(n, "SamplePerKey", location);
    return CombinePerKey(input, Named("SamplePerKey", SampleFn<typename T::Value>{n}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
