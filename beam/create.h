// Create: a collection of values that the program has.
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/make_shared.h"
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
  using type = typename CreatedAs<V>::type;
};

/// What stands for a value until it is emitted. There are no references to the values of a std::vector<bool>.
template <class V>
struct HeldAs {
  using type = V;
};
template <>
struct HeldAs<bool> {
  using type = char;
};
template <class V>
struct HeldAs<Timestamped<V>> {
  using type = Timestamped<typename CreatedAs<V>::type>;
};
template <class V>
using Held = typename HeldAs<V>::type;
template <class V, class Given>
Held<V> Hold(const Given& value) {
  if constexpr (requires { value.value.first; } && !std::is_same_v<Held<V>, V>) {
    return {{value.value.first, value.value.second}, value.timestamp};
  } else if constexpr (requires { value.timestamp; } && !std::is_same_v<Held<V>, V>) {
    return {value.value, value.timestamp};
  } else {
    return value;
  }
}

/// True for a view that computes its values, as std::views::iota does, and for views of such: it may be kept as it is. All
/// other views look at values that may be gone when the pipeline runs. (enable_view and enable_borrowed_range come with
/// std::span.)
template <class View>
consteval bool ComputesItsValues() {
  if constexpr (!std::ranges::enable_view<View>) {
    return false;
  } else if constexpr (requires(const View& view) { view.base(); }) {
    return ComputesItsValues<std::decay_t<decltype(std::declval<const View&>().base())>>();
  } else if constexpr (requires(const View& view) { *view.begin(); }) {
    return std::ranges::enable_borrowed_range<View> &&
           !std::is_reference_v<decltype(*std::declval<const View&>().begin())>;
  } else {
    return false;
  }
}

/// True for a range that is kept as it is: it owns or computes its values, and any of them can be asked for.
template <class Range>
inline constexpr bool kIsHeld = requires(const Range& range) {
  range.begin()[0];
  range.end() - range.begin();
} && (ComputesItsValues<Range>() || !std::ranges::enable_view<Range>);

/// What may be iterated: containers, views, C arrays; not the characters of a string literal, whose end is no value.
template <class Range>
concept CreatedFromRange = requires(Range& range) {
  std::begin(range);
  std::end(range);
} && !std::is_same_v<std::remove_cv_t<std::remove_all_extents_t<Range>>, char>;

template <class Iterator>
struct ValueOfIterator {
  using type = std::decay_t<decltype(*std::declval<Iterator&>())>;
};
template <class Iterator>
  requires requires { typename std::iter_value_t<Iterator>; }
struct ValueOfIterator<Iterator> {
  using type = std::decay_t<std::iter_value_t<Iterator>>;
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

template <class V, class Element, class Range>
PCollection<Element> CreateFromCopy(const PipelineRef& pipeline, Range& values) {
  auto copy = MakeShared<std::vector<Held<V>>>();
  for (auto&& value : values) copy->push_back(Hold<V>(value));
  const std::uint64_t size = copy->size();
  return CreateFrom<Element>(pipeline, std::shared_ptr<const std::vector<Held<V>>>(std::move(copy)), size);
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
    return internal::CreateFromCopy<T, Element>(pipeline, values);
  }
}

/// Output: the values of any range, copied into the pipeline when it is built, also those that a view looks at. A container
/// with random access that is moved in is not copied, and neither is what std::views::iota computes, alone or through
/// std::views::transform and the like: it takes no memory. Many values are emitted by all workers at once.
///
///   auto numbers = beam::Create(pipeline, std::views::iota(int64_t{0}, int64_t{1'000'000'000}));
template <class T = void, class Range>
  requires internal::CreatedFromRange<std::remove_reference_t<Range>>
auto Create(PipelineRef pipeline, Range&& values) {
  using Plain = std::remove_cvref_t<Range>;
  using Value = typename internal::ValueOfIterator<decltype(std::begin(values))>::type;
  using Element = typename internal::CreatedAs<std::conditional_t<std::is_void_v<T>, Value, T>>::type;
  if constexpr (!internal::CheckCreate<Element>()) {
    return PCollection<internal::Unusable>(&pipeline.state(), 0);
  } else if constexpr (internal::kIsHeld<Plain> && std::is_same_v<internal::Held<Value>, Value>) {
    auto range = internal::MakeShared<const Plain>(std::forward<Range>(values));
    const auto size = static_cast<std::uint64_t>(range->end() - range->begin());
    return internal::CreateFrom<Element>(pipeline, std::move(range), size);
  } else {
    return internal::CreateFromCopy<Value, Element>(pipeline, values);
  }
}

}  // namespace beam
