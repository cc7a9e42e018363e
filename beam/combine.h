// Combine and CombinePerKey: many values into one.
#pragma once

#include <memory>
#include <source_location>
#include <type_traits>
#include <utility>

#include "beam/exec/combine_op.h"
#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"
#include "beam/scope.h"

namespace beam {

namespace internal {

template <class Fn, class V>
using CombineResult = typename CombineTraits<Fn, V>::Output;

template <class K, class V, class Fn>
PCollection<KV<K, CombineResult<Fn, V>>> AddCombinePerKey(const PCollection<KV<K, V>>& input, Fn fn, std::string_view name,
                                                          const std::source_location& location) {
  PipelineBuilder& state = input.state();
  Node& node = state.AddStep(NodeKind::kGrouping, urn::kCombinePerKey, name, location);
  node.inputs = {input.id()};
  node.exchange = std::make_shared<CombineExchange<K, V, Fn>>(std::move(fn));
  Graph& graph = state.graph();
  return {&state, graph.AddOutput(node.id, ElementTypeOf<KV<K, CombineResult<Fn, V>>>(),
                                  graph.collection(input.id()).windowing)};
}

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
/// Windows and time: combines within windows; the output's timestamp is the end of the window.
/// Cost: aggregates on each worker before anything is exchanged, so a hot key costs no more than others; spills.
/// Source: beam:transform:combine_per_key:v1.
///
///   auto sums = beam::CombinePerKey(amounts, [](int64_t a, int64_t b) { return a + b; });
template <class K, class V, class CombineFn>
auto CombinePerKey(const PCollection<KV<K, V>>& input, CombineFn&& fn,
                   std::source_location location = std::source_location::current()) {
  return internal::AddCombinePerKey<K, V>(input, std::decay_t<CombineFn>(std::forward<CombineFn>(fn)), "CombinePerKey",
                                          location);
}

}  // namespace beam
