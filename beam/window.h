// WindowInto: divides a collection into windows of event time. The public window functions come with event time; until then
// this serves the tests, which send windows through every operator.
#pragma once

#include <memory>
#include <source_location>
#include <utility>

#include "beam/exec/typed_element.h"
#include "beam/exec/window_op.h"
#include "beam/graph/graph.h"
#include "beam/graph/urns.h"
#include "beam/pcollection.h"

namespace beam::internal {

/// Input: any T. Output: its elements in the windows that `fn` gives their timestamps, once for each window; a null `fn`
/// stands for the global window. Two collections are windowed alike when they share the function object.
template <class T>
PCollection<T> WindowInto(const PCollection<T>& input, std::shared_ptr<const WindowFn> fn,
                          std::source_location location = std::source_location::current()) {
  PipelineBuilder& state = input.state();
  Node& node = state.AddStep(NodeKind::kFused, urn::kWindowInto, "WindowInto", location);
  node.inputs = {input.id()};
  node.factory = std::make_shared<WindowOpFactory<T>>(fn);
  Graph& graph = state.graph();
  return {&state, graph.AddOutput(node.id, ElementTypeOf<T>(), graph.AddWindowing(Windowing{std::move(fn)}))};
}

}  // namespace beam::internal
