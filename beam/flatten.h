// Flatten: the union of collections of one type.
#pragma once

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
  return Flatten(std::vector<PCollection<T>>(inputs), PipelineRef(&inputs.begin()->state(), location));
}

/// At least one collection; for none, name the pipeline: `Flatten(std::vector<PCollection<T>>(), pipeline)`.
template <class T>
PCollection<T> Flatten(const std::vector<PCollection<T>>& inputs,
                       std::source_location location = std::source_location::current()) {
  internal::RequireInputs(inputs.size(), "Flatten", location);
  return Flatten(inputs, PipelineRef(&inputs.front().state(), location));
}

template <class A, class B>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b,
             std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckFlatten<A, B>()) {
    return Flatten(std::vector<PCollection<A>>{a, b}, PipelineRef(&a.state(), location));
  } else {
    return PCollection<internal::Unusable>(&a.state(), a.id());
  }
}

template <class A, class B, class C>
auto Flatten(const PCollection<A>& a, const PCollection<B>& b, const PCollection<C>& c,
             std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckFlatten<A, B, C>()) {
    return Flatten(std::vector<PCollection<A>>{a, b, c}, PipelineRef(&a.state(), location));
  } else {
    return PCollection<internal::Unusable>(&a.state(), a.id());
  }
}

}  // namespace beam
