// Sent pipelines: on their way to a job service, with steps that this process keeps, or shipped for another one.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/beam.h"
#include "beam/exec/lowering.h"
#include "beam/pipeline.h"
#include "runners/harness/found_step.h"
#include "runners/harness/found_window_fn.h"
#include "runners/harness/live_graphs.h"
#include "runners/harness/shipped_step.h"
#include "runners/harness/shipped_windowing.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/proto_to_graph.h"

namespace beam::runners {

/// The graph as runners of others get it.
inline internal::Graph LoweredGraphOf(void (*build)(Pipeline&)) {
  Pipeline p;
  build(p);
  return internal::LowerGroupings(p.state().graph(), false);
}

inline internal::Graph Read(const org::apache::beam::model::pipeline::v1::Pipeline& proto) {
  return ProtoToGraph(proto, {&FindStep, &FindWindowFn});
}

/// For another process of the program.
inline org::apache::beam::model::pipeline::v1::Pipeline ShippedProtoOf(const internal::Graph& graph) {
  ProtoOptions options;
  options.function = [&](const internal::Node& node) { return ShipStep(graph, node); };
  options.window_function = [&](internal::WindowingId windowing) { return ShipWindowFn(graph, windowing); };
  return GraphToProto(graph, options);
}

/// Steps are named by the numbers that they have in the graph, and found for as long as this lives.
class SentPipeline {
 public:
  explicit SentPipeline(void (*build)(Pipeline&)) : live_(LoweredGraphOf(build)), proto_(ProtoOf(live_.graph())) {}

  const internal::Graph& graph() const { return live_.graph(); }
  const org::apache::beam::model::pipeline::v1::Pipeline& proto() const { return proto_; }
  /// The proto of a graph whose steps have the same numbers as those of this one.
  org::apache::beam::model::pipeline::v1::Pipeline ProtoOf(const internal::Graph& graph) const {
    ProtoOptions options;
    options.function = [&](const internal::Node& node) { return live_.FunctionOf(node); };
    options.window_function = [&](internal::WindowingId windowing) { return live_.WindowFunctionOf(windowing); };
    options.environment.set_urn("beam:env:external:v1");
    return GraphToProto(graph, options);
  }

 private:
  LiveGraph live_;
  org::apache::beam::model::pipeline::v1::Pipeline proto_;
};

}  // namespace beam::runners
