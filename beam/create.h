// Create: a collection of values that the program has.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/exec/create_op.h"
#include "beam/exec/typed_element.h"
#include "beam/fn/diagnose.h"
#include "beam/pcollection.h"
#include "beam/scope.h"
#include "coders/coders.h"

namespace beam {

namespace internal {

/// What a value becomes as an element: C strings own their text, pairs are KVs, Timestamped values give their time away.
template <class V>
struct CreatedAs {
  using type = V;
};
template <>
struct CreatedAs<const char*> {
  using type = std::string;
};
template <class K, class V>
struct CreatedAs<std::pair<K, V>> {
  using type = KV<std::remove_const_t<K>, V>;  // the entries of a map have const keys
};
template <class V>
struct CreatedAs<Timestamped<V>> {
  using type = V;
};

/// The indexes of [0, size) in spans, which follow each other for few values and go to all workers for many.
PCollection<IndexSpan> CreateSpans(const PipelineRef& pipeline, std::uint64_t size);

template <class Element, class Range>
PCollection<Element> CreateFrom(const PipelineRef& pipeline, std::shared_ptr<const Range> range, std::uint64_t size) {
  PipelineBuilder& state = pipeline.state();
  const Composite composite(state, "Create", pipeline.location());
  const PCollection<IndexSpan> spans = CreateSpans(pipeline, size);
  Owned<const OperatorFactory> factory(new EmitSpanFactory<Range, Element>(std::move(range)));
  const NodeId emit = state.AddFused("Emit", pipeline.location(), spans.id(), {}, std::move(factory));
  return {&state, state.AddOutput(emit, ElementTypeOf<Element>())};
}

}  // namespace internal

/// Output: the values of the list, at the minimum timestamp in the global window; `Timestamped<T>` values at their own times.
/// C strings become std::string, pairs become KV. Name the type where the list does not say it:
/// `Create<KV<std::string, int>>(p, {{"a", 1}, {"b", 2}})`.
///
///   auto words = beam::Create(pipeline, {"to", "be", "or", "not"});
template <class T>
auto Create(PipelineRef pipeline, std::initializer_list<T> values) {
  using Element = typename internal::CreatedAs<T>::type;
  if constexpr (!internal::CheckCreate<Element>()) {
    return PCollection<internal::Unusable>(&pipeline.state(), 0);
  } else {
    auto range = std::make_shared<const std::vector<T>>(values);
    const std::uint64_t size = range->size();
    return internal::CreateFrom<Element>(pipeline, std::move(range), size);
  }
}

/// Output: the values of any range, copied into the pipeline when it is built. A range with random access and a size (a
/// vector, std::views::iota) is emitted by all workers at once; a view is kept as it is and takes no memory.
///
///   auto numbers = beam::Create(pipeline, std::views::iota(int64_t{0}, int64_t{1'000'000'000}));
template <class T = void, class Range>
  requires requires(const std::decay_t<Range>& range) {
    range.begin();
    range.end();
  }
auto Create(PipelineRef pipeline, Range&& values) {
  using Value = std::decay_t<decltype(*std::declval<const std::decay_t<Range>&>().begin())>;
  using Element = typename internal::CreatedAs<std::conditional_t<std::is_void_v<T>, Value, T>>::type;
  if constexpr (!internal::CheckCreate<Element>()) {
    return PCollection<internal::Unusable>(&pipeline.state(), 0);
  } else if constexpr (requires(const std::decay_t<Range>& range) {
                         range.begin()[0];
                         range.end() - range.begin();
                       } && !std::is_same_v<std::decay_t<Range>, std::vector<bool>>) {
    auto range = std::make_shared<const std::decay_t<Range>>(std::forward<Range>(values));
    const auto size = static_cast<std::uint64_t>(range->end() - range->begin());
    return internal::CreateFrom<Element>(pipeline, std::move(range), size);
  } else {
    auto copy = std::make_shared<std::vector<std::conditional_t<std::is_same_v<Value, bool>, char, Value>>>();
    for (auto&& value : values) copy->push_back(value);
    const std::uint64_t size = copy->size();
    return internal::CreateFrom<Element>(pipeline, std::shared_ptr<const std::decay_t<decltype(*copy)>>(copy), size);
  }
}

}  // namespace beam
