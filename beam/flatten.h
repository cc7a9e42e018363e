// Flatten: the union of collections of one type.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <source_location>
#include <utility>
#include <vector>

#include "beam/exec/typed_element.h"
#include "beam/fn/diagnose.h"
#include "beam/pcollection.h"

namespace beam {

/// Input: any number of collections of T, of one pipeline and one windowing. Output: every element of each, with its
/// timestamp, window and pane; a collection given twice counts twice. Errors: beam::Error when the inputs are of different
/// pipelines or windowings. Cost: none at run time.
/// Source: beam:transform:flatten:v1.
///
///   auto all = beam::Flatten({emails, phones});
template <class T>
PCollection<T> Flatten(const std::vector<PCollection<T>>& inputs, PipelineRef pipeline) {
  internal::PipelineBuilder& state = pipeline.state();
  std::vector<internal::CollectionId> ids;
  for (const PCollection<T>& input : inputs) {
    internal::RequireSamePipeline(state, input.state(), "Flatten", pipeline.location());
    ids.push_back(input.id());
  }
  return {&state, state.AddOutput(state.AddFlatten(pipeline.location(), std::move(ids)), internal::ElementTypeOf<T>())};
}

template <class T>
PCollection<T> Flatten(std::initializer_list<PCollection<T>> inputs,
                       std::source_location location = std::source_location::current()) {
  internal::RequireInputs(inputs.size(), "Flatten", location);
  return Flatten(std::vector<PCollection<T>>(inputs), PipelineRef(&inputs.begin()->state(), location));
}

/// At least one collection; for none, name the pipeline: `Flatten(std::vector<PCollection<T>>(), pipeline)`.
template <class T>
PCollection<T> Flatten(const std::vector<PCollection<T>>& inputs,
                       std::source_location location = std::source_location::current()) {
  internal::RequireInputs(inputs.size(), "Flatten", location);
  return Flatten(inputs, PipelineRef(&inputs.front().state(), location));
}

/// What Partition<N> returns is put together again: `Flatten(beam::Partition<3>(numbers, ByRest))`.
template <class T, std::size_t kInputs>
PCollection<T> Flatten(const std::array<PCollection<T>, kInputs>& inputs,
                       std::source_location location = std::source_location::current()) {
  return Flatten(std::vector<PCollection<T>>(inputs.begin(), inputs.end()), location);
}

namespace internal {

/// Flatten of collections that are arguments, whose types may turn out to differ.
template <class T, class... Others>
auto FlattenArguments(const std::source_location& location, const PCollection<T>& first,
                      const PCollection<Others>&... others) {
  if constexpr (CheckFlatten<T, Others...>()) {
    return Flatten(std::vector<PCollection<T>>{first, others...}, PipelineRef(&first.state(), location));
  } else {
    return PCollection<Unusable>(&first.state(), first.id());
  }
}

}  // namespace internal

/// Up to eight collections are given as arguments; for more, write a list: `Flatten({a, b, c, ...})`.
template <class A>
auto Flatten(const PCollection<A>& a, std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a);
}
template <class A, class B>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b,
             std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a, b);
}
template <class A, class B, class C>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c,
             std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a, b, c);
}
template <class A, class B, class C, class D>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c, const PCollection<D>& d,
             std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a, b, c, d);
}
template <class A, class B, class C, class D, class E>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c, const PCollection<D>& d,
             const PCollection<E>& e, std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a, b, c, d, e);
}
template <class A, class B, class C, class D, class E, class F>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c, const PCollection<D>& d,
             const PCollection<E>& e, const PCollection<F>& f,
             std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a, b, c, d, e, f);
}
template <class A, class B, class C, class D, class E, class F, class G>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c, const PCollection<D>& d,
             const PCollection<E>& e, const PCollection<F>& f, const PCollection<G>& g,
             std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a, b, c, d, e, f, g);
}
template <class A, class B, class C, class D, class E, class F, class G, class H>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c, const PCollection<D>& d,
             const PCollection<E>& e, const PCollection<F>& f, const PCollection<G>& g, const PCollection<H>& h,
             std::source_location location = std::source_location::current()) {
  return internal::FlattenArguments(location, a, b, c, d, e, f, g, h);
}

}  // namespace beam
