// LiveGraphs: the pipelines that this process is running on a runner far away, for workers of the same process (LOOPBACK). A
// step is named by the key of its graph, which nobody can guess, and its number.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <memory>
#include <string>

#include "beam/graph/graph.h"
#include "runners/harness/found_step.h"

namespace beam::runners {

/// A graph that workers can find for as long as this lives. Thread-safe.
class LiveGraph {
 public:
  explicit LiveGraph(internal::Graph graph);
  LiveGraph(const LiveGraph&) = delete;
  LiveGraph& operator=(const LiveGraph&) = delete;
  ~LiveGraph();

  const internal::Graph& graph() const { return *graph_; }
  /// What stands for the user code of a step in a pipeline proto.
  org::apache::beam::model::pipeline::v1::FunctionSpec FunctionOf(const internal::Node& node) const;
  /// What stands for a window function of the graph.
  org::apache::beam::model::pipeline::v1::FunctionSpec WindowFunctionOf(internal::WindowingId windowing) const;

 private:
  std::shared_ptr<const internal::Graph> graph_;
  std::string key_;
};

inline constexpr char kLiveStepUrn[] = "beam:dofn:cpp_loopback:v1";
inline constexpr char kLiveWindowFnUrn[] = "beam:window_fn:cpp_loopback:v1";

/// Throws beam::Error for a function that is not of a living graph of this process.
FoundStep FindLiveStep(const org::apache::beam::model::pipeline::v1::FunctionSpec& function);
internal::WindowFnRef FindLiveWindowFn(const org::apache::beam::model::pipeline::v1::FunctionSpec& function);

}  // namespace beam::runners
