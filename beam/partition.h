// Partition: splits a collection by a function.
#pragma once

#include <array>
#include <cstddef>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/exec/partition_op.h"
#include "beam/fn/diagnose.h"
#include "beam/function_step.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {

template <class T, class Fn>
NodeId AddPartitionStep(const PCollection<T>& input, Fn&& fn, const std::source_location& location) {
  using PartitionFn = StepFunction<Fn>;
  return AddFunctionStep<PartitionOp<PartitionFn, T>, PartitionFn>("Partition", input, std::forward<Fn>(fn), location);
}

/// True if `PartitionFn` can split a collection of T into kPartitions; otherwise the reason is a compile error.
template <class PartitionFn, class T, std::size_t kPartitions>
consteval bool CheckPartitionFn() {
  if constexpr (!CheckDoFn<PartitionFn, T>()) {
    return false;
  } else {
    return CheckPartition<PartitionFn, Signature<PartitionFn, T>, kPartitions>();
  }
}

template <class T, std::size_t... I>
std::array<PCollection<T>, sizeof...(I)> ArrayOf(const PCollection<T>& collection, std::index_sequence<I...>) {
  return {(static_cast<void>(I), collection)...};
}

}  // namespace internal

/// Input: any T. Output: an array of kPartitions collections; an element goes to the one whose number (from 0) `fn`
/// returns, unchanged. A returned number that is none fails the run.
///
///   auto [even, odd] = beam::Partition<2>(numbers, [](int64_t n) { return n & 1; });
template <std::size_t kPartitions, class T, class PartitionFn>
auto Partition(const PCollection<T>& input, PartitionFn&& fn,
               std::source_location location = std::source_location::current()) {
  using Fn = internal::StepFunction<PartitionFn>;
  if constexpr (!internal::CheckPartitionFn<Fn, T, kPartitions>()) {
    const PCollection<internal::Unusable> unusable(&input.state(), 0);
    return internal::ArrayOf(unusable, std::make_index_sequence < kPartitions == 0 ? 1 : kPartitions > ());
  } else {
    const internal::NodeId node = internal::AddPartitionStep(input, std::forward<PartitionFn>(fn), location);
    auto partitions = internal::ArrayOf(input, std::make_index_sequence<kPartitions>());
    for (PCollection<T>& partition : partitions) partition = internal::AddFunctionOutput<T>(input.state(), node);
    return partitions;
  }
}

/// The same for a number of partitions that is known when the program runs. Throws beam::Error if it is 0.
///
///   std::vector<beam::PCollection<Event>> shards = beam::Partition(events, options.shards, ShardOf);
template <class T, class PartitionFn>
auto Partition(const PCollection<T>& input, std::size_t partitions, PartitionFn&& fn,
               std::source_location location = std::source_location::current()) {
  using Fn = internal::StepFunction<PartitionFn>;
  if constexpr (!internal::CheckPartitionFn<Fn, T, 1>()) {
    return std::vector<PCollection<internal::Unusable>>();
  } else {
    if (partitions == 0) {
      throw Error(StatusCode::kInvalidArgument, "Partition was asked for 0 partitions; ask for at least one; line = " +
                                                    internal::ShortLocation(location));
    }
    const internal::NodeId node = internal::AddPartitionStep(input, std::forward<PartitionFn>(fn), location);
    std::vector<PCollection<T>> made;
    for (std::size_t i = 0; i < partitions; ++i) made.push_back(internal::AddFunctionOutput<T>(input.state(), node));
    return made;
  }
}

}  // namespace beam
