// Mean: the arithmetic mean.
#pragma once

#include <cstdint>
#include <limits>
#include <source_location>

#include "beam/combine.h"
#include "beam/scope.h"

namespace beam {

/// The mean of numbers as a double; NaN of none.
template <class T>
struct MeanFn {
  struct Accumulator {
    double sum = 0;
    std::int64_t count = 0;
  };
  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& mean, const T& value) const {
    mean.sum += static_cast<double>(value);
    ++mean.count;
  }
  void MergeAccumulators(Accumulator& mean, const Accumulator& other) const {
    mean.sum += other.sum;
    mean.count += other.count;
  }
  double ExtractOutput(const Accumulator& mean) const {
    if (mean.count == 0) return std::numeric_limits<double>::quiet_NaN();
    return mean.sum / static_cast<double>(mean.count);
  }
};

/// Input: T, an integer or a floating-point number. Output: one double, the mean of all elements; NaN when there are
/// none. Windows and time: one mean for each window that has elements; see Combine. Errors: numbers only, checked while
/// compiling. The sum is a double, so it does not overflow, and is exact for integers while it stays below 2^53. Cost:
/// summed and counted on every worker, then once. Source: Mean.globally of Beam. Example:
///
///   auto average_latency = beam::Mean(latencies);
template <class T>
auto Mean(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckMean<T>()) {
    return Combine(input, Named("Mean", MeanFn<T>()), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: KV<K, V>, V a number. Output: KV<K, double>, one for each key: the mean of its values.
/// Windows and time, errors, cost: as CombinePerKey and Mean.
/// Example:
///
///   auto rating_by_film = beam::MeanPerKey(ratings);
template <class T>
auto MeanPerKey(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckMeanPerKey<T>()) {
    return CombinePerKey(input, Named("MeanPerKey", MeanFn<typename T::Value>()), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
