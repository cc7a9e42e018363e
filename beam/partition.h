// Partition: splits a collection by a function.
#pragma once

#include <array>
#include <cstddef>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/exec/partition_op.h"
#include "beam/fn/diagnose.h"
#include "beam/function_step.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {

template <class T, class Fn, class... S>
NodeId AddPartitionStep(const PCollection<T>& input, Fn&& fn, const std::source_location& location,
                        const PCollection<S>&... sides) {
  using PartitionFn = StepFunction<Fn>;
  using Op = PartitionOp<PartitionFn, T, S...>;
  return AddFunctionStep<Op, PartitionFn>("Partition", input, std::forward<Fn>(fn), location, sides...);
}

/// True if `PartitionFn` can split a collection of T into kPartitions; otherwise the reason is a compile error.
template <class PartitionFn, std::size_t kPartitions, class T, class... S>
consteval bool CheckPartitionFn() {
  if constexpr (!CheckDoFn<PartitionFn, T, S...>()) {
    return false;
  } else {
    return CheckPartition<PartitionFn, Signature<PartitionFn, T, S...>, kPartitions>();
  }
}

template <class T, std::size_t... I>
std::array<PCollection<T>, sizeof...(I)> ArrayOf(const PCollection<T>& collection, std::index_sequence<I...>) {
  return {(static_cast<void>(I), collection)...};
}

template <std::size_t kPartitions, class T, class Fn, class... S>
auto PartitionInto(const PCollection<T>& input, Fn&& fn, const std::source_location& location,
                   const PCollection<S>&... sides) {
  if constexpr (!CheckPartitionFn<StepFunction<Fn>, kPartitions, T, S...>()) {
    const PCollection<Unusable> unusable(&input.state(), 0);
    return ArrayOf(unusable, std::make_index_sequence < kPartitions == 0 ? 1 : kPartitions > ());
  } else {
    const NodeId node = AddPartitionStep(input, std::forward<Fn>(fn), location, sides...);
    auto partitions = ArrayOf(input, std::make_index_sequence<kPartitions>());
    for (PCollection<T>& partition : partitions) partition = AddFunctionOutput<T>(input.state(), node);
    return partitions;
  }
}

/// Throws beam::Error for 0 partitions.
void RequirePartitions(std::size_t partitions, const std::source_location& location);

template <class T, class Fn, class... S>
auto PartitionIntoMany(const PCollection<T>& input, std::size_t partitions, Fn&& fn,
                       const std::source_location& location, const PCollection<S>&... sides) {
  if constexpr (!CheckPartitionFn<StepFunction<Fn>, 1, T, S...>()) {
    return std::vector<PCollection<Unusable>>();
  } else {
    RequirePartitions(partitions, location);
    const NodeId node = AddPartitionStep(input, std::forward<Fn>(fn), location, sides...);
    std::vector<PCollection<T>> made;
    for (std::size_t i = 0; i < partitions; ++i) made.push_back(AddFunctionOutput<T>(input.state(), node));
    return made;
  }
}

}  // namespace internal

/// Input: any T, and side inputs as for ParDo. Output: an array of kPartitions collections; an element goes to the one whose
/// number (from 0) `fn` returns, unchanged. A returned number that is none fails the run.
///
///   auto [even, odd] = beam::Partition<2>(numbers, [](int64_t n) { return n & 1; });
template <std::size_t kPartitions, class T, class PartitionFn>
auto Partition(const PCollection<T>& input, PartitionFn&& fn,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionInto<kPartitions>(input, std::forward<PartitionFn>(fn), location);
}
template <std::size_t kPartitions, class T, class PartitionFn, class S1>
auto Partition(const PCollection<T>& input, PartitionFn&& fn, const PCollection<S1>& s1,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionInto<kPartitions>(input, std::forward<PartitionFn>(fn), location, s1);
}
template <std::size_t kPartitions, class T, class PartitionFn, class S1, class S2>
auto Partition(const PCollection<T>& input, PartitionFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionInto<kPartitions>(input, std::forward<PartitionFn>(fn), location, s1, s2);
}
template <std::size_t kPartitions, class T, class PartitionFn, class S1, class S2, class S3>
auto Partition(const PCollection<T>& input, PartitionFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
               const PCollection<S3>& s3, std::source_location location = std::source_location::current()) {
  return internal::PartitionInto<kPartitions>(input, std::forward<PartitionFn>(fn), location, s1, s2, s3);
}
template <std::size_t kPartitions, class T, class PartitionFn, class S1, class S2, class S3, class S4>
auto Partition(const PCollection<T>& input, PartitionFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
               const PCollection<S3>& s3, const PCollection<S4>& s4,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionInto<kPartitions>(input, std::forward<PartitionFn>(fn), location, s1, s2, s3, s4);
}

/// The same for a number of partitions that is known when the program runs. Throws beam::Error if it is 0.
///
///   std::vector<beam::PCollection<Event>> shards = beam::Partition(events, options.shards, ShardOf);
template <class T, class PartitionFn>
auto Partition(const PCollection<T>& input, std::size_t partitions, PartitionFn&& fn,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionIntoMany(input, partitions, std::forward<PartitionFn>(fn), location);
}
template <class T, class PartitionFn, class S1>
auto Partition(const PCollection<T>& input, std::size_t partitions, PartitionFn&& fn, const PCollection<S1>& s1,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionIntoMany(input, partitions, std::forward<PartitionFn>(fn), location, s1);
}
template <class T, class PartitionFn, class S1, class S2>
auto Partition(const PCollection<T>& input, std::size_t partitions, PartitionFn&& fn, const PCollection<S1>& s1,
               const PCollection<S2>& s2, std::source_location location = std::source_location::current()) {
  return internal::PartitionIntoMany(input, partitions, std::forward<PartitionFn>(fn), location, s1, s2);
}
template <class T, class PartitionFn, class S1, class S2, class S3>
auto Partition(const PCollection<T>& input, std::size_t partitions, PartitionFn&& fn, const PCollection<S1>& s1,
               const PCollection<S2>& s2, const PCollection<S3>& s3,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionIntoMany(input, partitions, std::forward<PartitionFn>(fn), location, s1, s2, s3);
}
template <class T, class PartitionFn, class S1, class S2, class S3, class S4>
auto Partition(const PCollection<T>& input, std::size_t partitions, PartitionFn&& fn, const PCollection<S1>& s1,
               const PCollection<S2>& s2, const PCollection<S3>& s3, const PCollection<S4>& s4,
               std::source_location location = std::source_location::current()) {
  return internal::PartitionIntoMany(input, partitions, std::forward<PartitionFn>(fn), location, s1, s2, s3, s4);
}

}  // namespace beam
