// Combine and CombinePerKey: many values into one.
#pragma once

#include <memory>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/exec/combine_parts_op.h"
#include "beam/exec/default_result_op.h"
#include "beam/exec/typed_element.h"
#include "beam/flatten.h"
#include "beam/fn/diagnose_combine.h"
#include "beam/function_step.h"
#include "beam/graph/urns.h"
#include "beam/impulse.h"
#include "beam/pcollection.h"
#include "beam/scope.h"

namespace beam {

namespace internal {

template <class Access, class Fn>
auto AddCombine(const PCollection<typename Access::Element>& input, Fn fn, std::string_view name,
                const std::source_location& location) {
  using Output = typename CombineTraits<Fn, typename Access::Value>::Output;
  using Result = typename Access::template Result<Output>;
  PipelineBuilder& state = input.state();
  RequireFunction(fn, "Combine", location);
  Owned<const ExchangeFactory> exchange(new CombineExchange<Access, Fn>(std::move(fn)));
  const NodeId node = state.AddGrouping(urn::kCombinePerKey, name, location, {input.id()}, std::move(exchange));
  return PCollection<Result>(&state, state.AddOutput(node, ElementTypeOf<Result>()));
}

/// The default of a CombineFn where `results` stays empty.
template <class T, class Fn, class R>
PCollection<R> AddDefaultResult(const PCollection<R>& results, const Fn& fn, const std::source_location& location) {
  PipelineBuilder& state = results.state();
  const PCollection<Bytes> impulse = Impulse(PipelineRef(&state, location));
  Owned<const OperatorFactory> factory(new DefaultResultFactory<T, Fn>(fn));
  const NodeId node = state.AddFused("Default", location, impulse.id(), {results.id()}, std::move(factory));
  const PCollection<R> defaults(&state, state.AddOutput(node, ElementTypeOf<R>()));
  return Flatten(results, defaults, location);
}

template <class Fn>
struct NamedParts {
  using Function = Fn;
  static const Fn& FunctionOf(const Fn& fn) { return fn; }
  static std::string NameOf(const Fn&, const char* transform) { return transform; }
};
template <class Fn>
struct NamedParts<NamedFn<Fn>> {
  using Function = Fn;
  static const Fn& FunctionOf(const NamedFn<Fn>& named) { return named.fn; }
  static std::string NameOf(const NamedFn<Fn>& named, const char*) { return named.name; }
};

}  // namespace internal

/// Input: KV<K, V>. Output: one KV<K, R> for each key and window, combined from its values.
/// `fn` is an associative and commutative function `V(V, V)`, or a CombineFn struct:
///
///   struct MeanFn {
///     struct Accumulator { double sum = 0; int64_t count = 0; };     // must have a coder: a plain struct has one
///     Accumulator CreateAccumulator() { return {}; }
///     void AddInput(Accumulator& a, double value) { a.sum += value; ++a.count; }      // or returns the accumulator
///     void MergeAccumulators(Accumulator& a, const Accumulator& b) { a.sum += b.sum; a.count += b.count; }
///     double ExtractOutput(const Accumulator& a) { return a.sum / a.count; }         // optional
///   };
///
/// An ExtractOutput that may fail returns a StatusOr<R> or its like (IsStatus): its value is the result, its error fails the
/// bundle.
///
/// Windows and time: combines within windows; the output's timestamp is the end of the window.
/// Cost: aggregates on each worker before anything is exchanged, so a hot key costs no more than others; spills.
/// Source: beam:transform:combine_per_key:v1.
///
///   auto sums = beam::CombinePerKey(amounts, [](int64_t a, int64_t b) { return a + b; });
template <class T, class CombineFn>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn,
                   std::source_location location = std::source_location::current()) {
  using Parts = internal::NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  if constexpr (internal::CheckCombinePerKey<Fn, T>()) {
    using Access = internal::PerKey<typename T::Key, typename T::Value>;
    return internal::AddCombine<Access, Fn>(input, Parts::FunctionOf(fn), Parts::NameOf(fn, "CombinePerKey"), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: any T with a deterministic coder. Output: one KV<T, R> for each distinct element and window, combined from the
/// elements that are equal to it: CombinePerKey with the element as its own key, and without making a pair of each.
/// `fn`, windows, time and cost as for CombinePerKey.
///
///   struct CountFn {
///     int64_t CreateAccumulator() { return 0; }
///     void AddInput(int64_t& count, const std::string&) { ++count; }
///     void MergeAccumulators(int64_t& count, int64_t other) { count += other; }
///   };
///   auto counts = beam::CombinePerElement(words, CountFn());
template <class T, class CombineFn>
auto CombinePerElement(const PCollection<T>& input, const CombineFn& fn,
                       std::source_location location = std::source_location::current()) {
  using Parts = internal::NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  if constexpr (internal::CheckCombinePerElement<Fn, T>()) {
    return internal::AddCombine<internal::PerElement<T>, Fn>(input, Parts::FunctionOf(fn),
                                                             Parts::NameOf(fn, "CombinePerElement"), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: any T. Output: one R for each window, combined from all its elements; `fn` as for CombinePerKey. In the global window
/// an empty input gives the CombineFn's result of no values; a binary function has none, and then the output is empty.
/// Source: beam:transform:combine_globally:v1.
///
///   auto total = beam::Combine(numbers, [](int64_t a, int64_t b) { return a + b; });
template <class T, class CombineFn>
auto Combine(const PCollection<T>& input, const CombineFn& fn,
             std::source_location location = std::source_location::current()) {
  using Parts = internal::NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  if constexpr (internal::CheckCombine<Fn, T>()) {
    const Fn function = Parts::FunctionOf(fn);
    const internal::Composite composite(input.state(), Parts::NameOf(fn, "Combine"), location);
    auto results = internal::AddCombine<internal::Globally<T>, Fn>(input, function, "Combine", location);
    if constexpr (internal::CombineTraits<Fn, T>::kHasDefault) {
      if (input.state().IsGloballyWindowed(input.id())) {
        results = internal::AddDefaultResult<T>(results, function, location);
      }
    }
    return results;
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
