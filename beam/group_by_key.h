// GroupByKey and CoGroupByKey.
#pragma once

#include <memory>
#include <source_location>

#include "beam/exec/co_group_by_key_op.h"
#include "beam/exec/group_by_key_op.h"
#include "beam/exec/typed_element.h"
#include "beam/fn/diagnose.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"

namespace beam {

namespace internal {

template <class K, class V>
PCollection<KV<K, Iter<V>>> AddGroupByKey(const PCollection<KV<K, V>>& input, const std::source_location& location) {
  PipelineBuilder& state = input.state();
  Owned<const ExchangeFactory> exchange(new GroupByKeyExchange<K, V>());
  const NodeId node = state.AddGrouping(urn::kGroupByKey, "GroupByKey", location, {input.id()}, std::move(exchange));
  return {&state, state.AddOutput(node, ElementTypeOf<KV<K, Iter<V>>>())};
}

template <class K, class... Vs>
PCollection<CoGrouped<K, Vs...>> AddCoGroupByKey(const std::source_location& location,
                                                 const PCollection<KV<K, Vs>>&... inputs) {
  const CollectionId ids[] = {inputs.id()...};
  PipelineBuilder* const states[] = {&inputs.state()...};
  PipelineBuilder& state = *states[0];
  for (std::size_t i = 1; i < sizeof...(Vs); ++i) {
    RequireSamePipeline(state, *states[i], "CoGroupByKey", location);
    RequireSameWindowing(state, ids[0], ids[i], "CoGroupByKey", location);
  }
  Owned<const ExchangeFactory> exchange(new CoGroupByKeyExchange<kRemoteForms, K, Vs...>());
  const NodeId node =
      state.AddGrouping(urn::kCoGroupByKey, "CoGroupByKey", location, {inputs.id()...}, std::move(exchange));
  return {&state, state.AddOutput(node, ElementTypeOf<CoGrouped<K, Vs...>>())};
}

template <class First, class... T>
auto CheckedCoGroupByKey(const std::source_location& location, const PCollection<First>& first,
                         const PCollection<T>&... others) {
  if constexpr (CheckCoGroupByKey<First, T...>()) {
    return AddCoGroupByKey<typename First::Key, typename First::Value, typename T::Value...>(location, first,
                                                                                             others...);
  } else {
    return PCollection<Unusable>(&first.state(), first.id());
  }
}

}  // namespace internal

/// Input: KV<K, V>; K needs a deterministic coder, V a coder. Output: one KV<K, Iter<V>> for each key and window; a DoFn
/// takes it as `(const K&, Iter<V>)`. The order of keys and of values is undefined. Keys are equal when their encodings are.
/// Windows and time: groups within windows; the output's timestamp is the end of the window.
/// Cost: packs each record once; spills over the memory limit; values are streamed, so a group may be larger than memory.
/// Source: beam:transform:group_by_key:v1.
///
///   auto grouped = beam::GroupByKey(pairs);
///   auto sizes = beam::ParDo(grouped, [](const std::string& key, beam::Iter<int64_t> values) { ... });
template <class T>
auto GroupByKey(const PCollection<T>& input, std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckGroupByKey<T>()) {
    return internal::AddGroupByKey(input, location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Input: two or more collections of KV with one key type, pipeline and windowing. Output: one element for each key that is in
/// any of them, with an iterable for each input; a DoFn takes it as `(const K&, Iter<V1>, Iter<V2>, ...)`.
/// Windows, time and cost as GroupByKey. More than four inputs: CoGroupByKeys(a, b, c, ...).
///
///   auto both = beam::CoGroupByKey(emails, phones);
template <class A, class B>
auto CoGroupByKey(const PCollection<A>& a, const PCollection<B>& b,
                  std::source_location location = std::source_location::current()) {
  return internal::CheckedCoGroupByKey(location, a, b);
}
template <class A, class B, class C>
auto CoGroupByKey(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c,
                  std::source_location location = std::source_location::current()) {
  return internal::CheckedCoGroupByKey(location, a, b, c);
}
template <class A, class B, class C, class D>
auto CoGroupByKey(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c, const PCollection<D>& d,
                  std::source_location location = std::source_location::current()) {
  return internal::CheckedCoGroupByKey(location, a, b, c, d);
}
/// Any number of inputs; the step is attributed to this library's line instead of the caller's.
template <class... T>
auto CoGroupByKeys(const PCollection<T>&... inputs) {
  return internal::CheckedCoGroupByKey(std::source_location::current(), inputs...);
}

}  // namespace beam
