// GroupByKey and CoGroupByKey.
#pragma once

#include <memory>
#include <source_location>
#include <tuple>

#include "beam/exec/group_by_key_op.h"
#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"

namespace beam {

/// Input: KV<K, V>; K needs a deterministic coder, V a coder. Output: one KV<K, Iter<V>> for each key and window; a DoFn
/// takes it as `(const K&, Iter<V>)`. The order of keys and of values is undefined. Keys are equal when their encodings are.
/// Windows and time: groups within windows; the output's timestamp is the end of the window.
/// Cost: packs each record once; spills over the memory limit; values are streamed, so a group may be larger than memory.
/// Source: beam:transform:group_by_key:v1.
///
///   auto grouped = beam::GroupByKey(pairs);
///   auto sizes = beam::ParDo(grouped, [](const std::string& key, beam::Iter<int64_t> values) { ... });
template <class K, class V>
PCollection<KV<K, Iter<V>>> GroupByKey(const PCollection<KV<K, V>>& input,
                                       std::source_location location = std::source_location::current()) {
  internal::PipelineBuilder& state = input.state();
  internal::Node& node =
      state.AddStep(internal::NodeKind::kGrouping, internal::urn::kGroupByKey, "GroupByKey", location);
  node.inputs = {input.id()};
  node.exchange = std::make_shared<internal::GroupByKeyExchange<K, V>>();
  internal::Graph& graph = state.graph();
  return {&state, graph.AddOutput(node.id, internal::ElementTypeOf<KV<K, Iter<V>>>(),
                                  graph.collection(input.id()).windowing)};
}

namespace internal {

template <class K, class... Vs>
PCollection<CoGrouped<K, Vs...>> CoGroup(const std::source_location& location, const PCollection<KV<K, Vs>>&... inputs) {
  const CollectionId ids[] = {inputs.id()...};
  PipelineBuilder* const states[] = {&inputs.state()...};
  PipelineBuilder& state = *states[0];
  for (std::size_t i = 1; i < sizeof...(Vs); ++i) {
    RequireSamePipeline(state, *states[i], "CoGroupByKey", location);
    RequireSameWindowing(state.graph(), ids[0], ids[i], "CoGroupByKey", location);
  }
  Node& node = state.AddStep(NodeKind::kGrouping, urn::kCoGroupByKey, "CoGroupByKey", location);
  node.inputs.assign(std::begin(ids), std::end(ids));
  node.exchange = std::make_shared<CoGroupByKeyExchange<K, Vs...>>();
  Graph& graph = state.graph();
  return {&state, graph.AddOutput(node.id, ElementTypeOf<CoGrouped<K, Vs...>>(), graph.collection(ids[0]).windowing)};
}

}  // namespace internal

/// Input: two or more collections of KV with one key type, pipeline and windowing. Output: one element for each key that is in
/// any of them, with an iterable for each input; a DoFn takes it as `(const K&, Iter<V1>, Iter<V2>, ...)`.
/// Windows, time and cost as GroupByKey. More than five inputs: CoGroupByKeys(a, b, c, ...).
///
///   auto both = beam::CoGroupByKey(emails, phones);
template <class K, class V1, class V2>
PCollection<CoGrouped<K, V1, V2>> CoGroupByKey(const PCollection<KV<K, V1>>& a, const PCollection<KV<K, V2>>& b,
                                               std::source_location location = std::source_location::current()) {
  return internal::CoGroup<K, V1, V2>(location, a, b);
}
template <class K, class V1, class V2, class V3>
PCollection<CoGrouped<K, V1, V2, V3>> CoGroupByKey(const PCollection<KV<K, V1>>& a, const PCollection<KV<K, V2>>& b,
                                                   const PCollection<KV<K, V3>>& c,
                                                   std::source_location location = std::source_location::current()) {
  return internal::CoGroup<K, V1, V2, V3>(location, a, b, c);
}
template <class K, class V1, class V2, class V3, class V4>
PCollection<CoGrouped<K, V1, V2, V3, V4>> CoGroupByKey(
    const PCollection<KV<K, V1>>& a, const PCollection<KV<K, V2>>& b, const PCollection<KV<K, V3>>& c,
    const PCollection<KV<K, V4>>& d, std::source_location location = std::source_location::current()) {
  return internal::CoGroup<K, V1, V2, V3, V4>(location, a, b, c, d);
}
/// Any number of inputs; errors name this library's line instead of the caller's.
template <class K, class... Vs>
PCollection<CoGrouped<K, Vs...>> CoGroupByKeys(const PCollection<KV<K, Vs>>&... inputs) {
  return internal::CoGroup<K, Vs...>(std::source_location::current(), inputs...);
}

}  // namespace beam
