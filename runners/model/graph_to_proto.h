// GraphToProto: a pipeline's graph as the pipeline proto that a job service takes.
//
// Steps become ParDo, WindowInto, Flatten, GroupByKey, Impulse and combine_per_key; every other grouping must have been taken apart before
// (beam/exec/lowering.h). Scopes become composites. Coders, windowing strategies and the environment are shared.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <functional>
#include <string>

#include "beam/graph/graph.h"

namespace beam::runners {

struct ProtoOptions {
  /// How a worker finds the user code of a step.
  std::function<org::apache::beam::model::pipeline::v1::FunctionSpec(const internal::Node&)> function;
  /// How a worker finds a window function that the user wrote.
  std::function<org::apache::beam::model::pipeline::v1::FunctionSpec(internal::WindowingId)> window_function;
  /// Where user code runs; capabilities are filled in.
  org::apache::beam::model::pipeline::v1::Environment environment;
};

/// The annotation of a step whose URN prescribes another function or none, with the serialized FunctionSpec of ProtoOptions::function:
/// it says of what type the elements are. WindowInto, GroupByKey, TestStream and a Flatten of nothing have it.
inline constexpr char kStepAnnotation[] = "beam:annotation:cpp_step:v1";
/// The URN of the mapping of a main input's windows to those of a side input; its payload is the serialized FunctionSpec of the
/// side input's window function.
inline constexpr char kWindowMappingUrn[] = "beam:window_mapping_fn:cpp:v1";

/// The timer family that calls OnWindowExpiration: event-time timers of ours at the ends of windows, which run everywhere.
inline constexpr char kWindowEndFamily[] = "beam:window_end:cpp:v1";

/// Local names of inputs and outputs, which the harness maps back to numbers.
inline constexpr char kMainInput[] = "in";
std::string SideInputName(std::size_t number);
/// The same side input once more, as a multimap, where the step's function looks keys up in it.
std::string SideInputByKeyName(std::size_t number);
std::string OutputName(std::size_t number);
/// The id of a step of the graph; those of its parts begin with it and '_'.
std::string TransformName(internal::NodeId node);
/// The id of a collection of the graph.
std::string CollectionName(internal::CollectionId collection);

/// The URN of the coder of collections whose elements have none: they may not leave the stage that makes them.
inline constexpr char kNoCoderUrn[] = "beam:coder:cpp_none:v1";

/// Throws beam::Error for what cannot be sent, with the name of the step.
org::apache::beam::model::pipeline::v1::Pipeline GraphToProto(const internal::Graph& graph,
                                                              const ProtoOptions& options);

}  // namespace beam::runners
