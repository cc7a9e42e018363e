// SentPipeline: a pipeline on its way to a job service: its graph as a runner of others gets it, and its proto.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/beam.h"
#include "beam/exec/lowering.h"
#include "beam/pipeline.h"
#include "runners/harness/found_step.h"
#include "runners/harness/found_window_fn.h"
#include "runners/harness/live_graphs.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/proto_to_graph.h"

namespace beam::runners {

/// Steps are named by the numbers that they have in the graph, and found for as long as this lives.
class SentPipeline {
 public:
  explicit SentPipeline(void (*build)(Pipeline&)) : live_(GraphOf(build)), proto_(ProtoOf(live_.graph())) {}

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
  static internal::Graph Read(const org::apache::beam::model::pipeline::v1::Pipeline& proto) {
    return ProtoToGraph(proto, {&FindStep, &FindWindowFn});
  }

 private:
  static internal::Graph GraphOf(void (*build)(Pipeline&)) {
    Pipeline p;
    build(p);
    return internal::LowerGroupings(p.state().graph(), false);
  }

  LiveGraph live_;
  org::apache::beam::model::pipeline::v1::Pipeline proto_;
};

}  // namespace beam::runners
