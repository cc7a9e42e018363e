// Map, Filter and FlatMap: ParDo for functions that return their result.
#pragma once

#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/exec/filter_op.h"
#include "beam/exec/flat_map_op.h"
#include "beam/par_do.h"

namespace beam {

namespace internal {

template <class T, class Fn, class... S>
auto MapStep(const PCollection<T>& input, Fn&& fn, const std::source_location& location,
             const PCollection<S>&... sides) {
  using DoFn = StepFunction<Fn>;
  if constexpr (!CheckDoFn<DoFn, T, S...>()) {
    return UnusableOutputs<1>(input.state());
  } else if constexpr (!CheckMap<DoFn, Signature<DoFn, T, S...>>()) {
    return UnusableOutputs<1>(input.state());
  } else {
    using Op = ParDoOp<DoFn, T, S...>;
    const NodeId node = AddFunctionStep<Op, DoFn>("Map", input, std::forward<Fn>(fn), location, sides...);
    return AddOutputs(typename Signature<DoFn, T, S...>::Outputs(), input.state(), node);
  }
}

template <class T, class Fn, class... S>
auto FilterStep(const PCollection<T>& input, Fn&& fn, const std::source_location& location,
                const PCollection<S>&... sides) {
  using Predicate = StepFunction<Fn>;
  if constexpr (!CheckDoFn<Predicate, T, S...>()) {
    return UnusableOutputs<1>(input.state());
  } else if constexpr (!CheckFilter<Predicate, Signature<Predicate, T, S...>>()) {
    return UnusableOutputs<1>(input.state());
  } else {
    using Op = FilterOp<Predicate, T, S...>;
    const NodeId node = AddFunctionStep<Op, Predicate>("Filter", input, std::forward<Fn>(fn), location, sides...);
    return AddFunctionOutput<T>(input.state(), node);
  }
}

template <class T, class Fn, class... S>
auto FlatMapStep(const PCollection<T>& input, Fn&& fn, const std::source_location& location,
                 const PCollection<S>&... sides) {
  using DoFn = StepFunction<Fn>;
  if constexpr (!CheckDoFn<DoFn, T, S...>()) {
    return UnusableOutputs<1>(input.state());
  } else if constexpr (!CheckFlatMap<DoFn, Signature<DoFn, T, S...>, T>()) {
    return UnusableOutputs<1>(input.state());
  } else {
    using Op = FlatMapOp<DoFn, T, S...>;
    const NodeId node = AddFunctionStep<Op, DoFn>("FlatMap", input, std::forward<Fn>(fn), location, sides...);
    return AddFunctionOutput<typename Op::Value>(input.state(), node);
  }
}

}  // namespace internal

/// Input: any T, and side inputs as for ParDo. Output: what `fn` returns for each element, with the element's event
/// time, window and pane. Takes everything that ParDo accepts as a DoFn, if it returns a value and has no emitters.
/// Cost: a function on numbers is one vectorizable loop over a batch.
///
///   auto lengths = beam::Map(words, &std::string::size);
template <class T, class MapFn>
auto Map(const PCollection<T>& input, MapFn&& fn, std::source_location location = std::source_location::current()) {
  return internal::MapStep(input, std::forward<MapFn>(fn), location);
}
template <class T, class MapFn, class S1>
auto Map(const PCollection<T>& input, MapFn&& fn, const PCollection<S1>& s1,
         std::source_location location = std::source_location::current()) {
  return internal::MapStep(input, std::forward<MapFn>(fn), location, s1);
}
template <class T, class MapFn, class S1, class S2>
auto Map(const PCollection<T>& input, MapFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
         std::source_location location = std::source_location::current()) {
  return internal::MapStep(input, std::forward<MapFn>(fn), location, s1, s2);
}
template <class T, class MapFn, class S1, class S2, class S3>
auto Map(const PCollection<T>& input, MapFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
         const PCollection<S3>& s3, std::source_location location = std::source_location::current()) {
  return internal::MapStep(input, std::forward<MapFn>(fn), location, s1, s2, s3);
}
template <class T, class MapFn, class S1, class S2, class S3, class S4>
auto Map(const PCollection<T>& input, MapFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
         const PCollection<S3>& s3, const PCollection<S4>& s4,
         std::source_location location = std::source_location::current()) {
  return internal::MapStep(input, std::forward<MapFn>(fn), location, s1, s2, s3, s4);
}
/// With any number of side inputs: `Map(input, fn, beam::SideInputs(a, b, c, d, e))`.
template <class T, class MapFn, class... S>
auto Map(const PCollection<T>& input, MapFn&& fn, const SideInputList<S...>& sides,
         std::source_location location = std::source_location::current()) {
  return std::apply(
      [&](const auto&... side) { return internal::MapStep(input, std::forward<MapFn>(fn), location, side...); },
      sides.collections);
}

/// Output: the elements for which `predicate` (a function as for Map that returns bool) is true, unchanged.
///
///   auto longer = beam::Filter(words, [](std::string_view word) { return word.size() > 3; });
template <class T, class Predicate>
auto Filter(const PCollection<T>& input, Predicate&& fn,
            std::source_location location = std::source_location::current()) {
  return internal::FilterStep(input, std::forward<Predicate>(fn), location);
}
template <class T, class Predicate, class S1>
auto Filter(const PCollection<T>& input, Predicate&& fn, const PCollection<S1>& s1,
            std::source_location location = std::source_location::current()) {
  return internal::FilterStep(input, std::forward<Predicate>(fn), location, s1);
}
template <class T, class Predicate, class S1, class S2>
auto Filter(const PCollection<T>& input, Predicate&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
            std::source_location location = std::source_location::current()) {
  return internal::FilterStep(input, std::forward<Predicate>(fn), location, s1, s2);
}
template <class T, class Predicate, class S1, class S2, class S3>
auto Filter(const PCollection<T>& input, Predicate&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
            const PCollection<S3>& s3, std::source_location location = std::source_location::current()) {
  return internal::FilterStep(input, std::forward<Predicate>(fn), location, s1, s2, s3);
}
template <class T, class Predicate, class S1, class S2, class S3, class S4>
auto Filter(const PCollection<T>& input, Predicate&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
            const PCollection<S3>& s3, const PCollection<S4>& s4,
            std::source_location location = std::source_location::current()) {
  return internal::FilterStep(input, std::forward<Predicate>(fn), location, s1, s2, s3, s4);
}
/// With any number of side inputs: `Filter(input, fn, beam::SideInputs(a, b, c, d, e))`.
template <class T, class Predicate, class... S>
auto Filter(const PCollection<T>& input, Predicate&& fn, const SideInputList<S...>& sides,
            std::source_location location = std::source_location::current()) {
  return std::apply(
      [&](const auto&... side) { return internal::FilterStep(input, std::forward<Predicate>(fn), location, side...); },
      sides.collections);
}

/// Output: the values of the ranges that `fn` returns, each with its element's event time, window and pane; the entries
/// of a map become KV. An emitter (ParDo) saves making the range.
///
///   auto letters = beam::FlatMap(words, [](std::string word) { return word; });
template <class T, class FlatMapFn>
auto FlatMap(const PCollection<T>& input, FlatMapFn&& fn,
             std::source_location location = std::source_location::current()) {
  return internal::FlatMapStep(input, std::forward<FlatMapFn>(fn), location);
}
template <class T, class FlatMapFn, class S1>
auto FlatMap(const PCollection<T>& input, FlatMapFn&& fn, const PCollection<S1>& s1,
             std::source_location location = std::source_location::current()) {
  return internal::FlatMapStep(input, std::forward<FlatMapFn>(fn), location, s1);
}
template <class T, class FlatMapFn, class S1, class S2>
auto FlatMap(const PCollection<T>& input, FlatMapFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
             std::source_location location = std::source_location::current()) {
  return internal::FlatMapStep(input, std::forward<FlatMapFn>(fn), location, s1, s2);
}
template <class T, class FlatMapFn, class S1, class S2, class S3>
auto FlatMap(const PCollection<T>& input, FlatMapFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
             const PCollection<S3>& s3, std::source_location location = std::source_location::current()) {
  return internal::FlatMapStep(input, std::forward<FlatMapFn>(fn), location, s1, s2, s3);
}
template <class T, class FlatMapFn, class S1, class S2, class S3, class S4>
auto FlatMap(const PCollection<T>& input, FlatMapFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
             const PCollection<S3>& s3, const PCollection<S4>& s4,
             std::source_location location = std::source_location::current()) {
  return internal::FlatMapStep(input, std::forward<FlatMapFn>(fn), location, s1, s2, s3, s4);
}
/// With any number of side inputs: `FlatMap(input, fn, beam::SideInputs(a, b, c, d, e))`.
template <class T, class FlatMapFn, class... S>
auto FlatMap(const PCollection<T>& input, FlatMapFn&& fn, const SideInputList<S...>& sides,
             std::source_location location = std::source_location::current()) {
  return std::apply(
      [&](const auto&... side) { return internal::FlatMapStep(input, std::forward<FlatMapFn>(fn), location, side...); },
      sides.collections);
}

}  // namespace beam
