// ProtoToGraph: a pipeline proto as the graph that the engine runs: what GraphToProto wrote, read back.
//
// Whoever submits a pipeline by the wire decides what the proto says, so that all of it is checked: the graph is one that the typed
// front could have built, or there is none.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <functional>

#include "beam/event_time/window_fn.h"
#include "beam/graph/graph.h"
#include "runners/model/found_step.h"

namespace beam::runners {

/// The inverse of ProtoOptions (graph_to_proto.h). Both throw beam::Error for a function that is not ours.
struct GraphOptions {
  /// The step that a function of ProtoOptions::function names.
  std::function<FoundStep(const org::apache::beam::model::pipeline::v1::FunctionSpec&)> step;
  /// The window function that a proto names, also one that every SDK has; null for the global window.
  std::function<internal::WindowFnRef(const org::apache::beam::model::pipeline::v1::FunctionSpec&)> window_function;
};

/// Composites that are steps to us, combine_per_key above all, become one; all others only lead to what they are made of. Steps come in
/// the order of the data flow, and among those that could be next in the order of their ids, so that a graph that was sent comes
/// back with its numbers.
///
/// Throws beam::Error whose first line names the transform and says what was expected: kInvalidArgument for a proto that is none of a
/// pipeline, kUnimplemented for what only other SDKs have, and what the options throw.
///
///   internal::Graph graph = ProtoToGraph(pipeline, {&FindStep, &FindWindowFn});
internal::Graph ProtoToGraph(const org::apache::beam::model::pipeline::v1::Pipeline& pipeline,
                             const GraphOptions& options);

}  // namespace beam::runners
