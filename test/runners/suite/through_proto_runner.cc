// The runner "through_proto": the direct runner, of a graph that was written as a pipeline proto and read back. What the proto does
// not say is lost, as it is for a job service that gets the pipeline by the wire.
#include <memory>
#include <string>

#include "beam/base/error.h"
#include "beam/exec/lowering.h"
#include "beam/runner.h"
#include "runners/direct/direct_runner.h"
#include "runners/harness/found_step.h"
#include "runners/harness/found_window_fn.h"
#include "runners/harness/live_graphs.h"
#include "runners/model/graph_to_proto.h"
#include "runners/model/proto_to_graph.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;

// As it comes out of a message: what cannot be sent is not there.
model::Pipeline Sent(const model::Pipeline& pipeline) {
  model::Pipeline received;
  if (received.ParseFromString(pipeline.SerializeAsString())) return received;
  throw Error(StatusCode::kInternal, "a pipeline proto of ours does not decode");
}

class ThroughProtoRunner final : public Runner {
 public:
  PipelineResult Run(const internal::Graph& graph, const RunOptions& options) override {
    try {
      const LiveGraph live(internal::LowerGroupings(graph, false));
      ProtoOptions proto;
      proto.environment.set_urn("beam:env:external:v1");
      proto.function = [&](const internal::Node& node) { return live.FunctionOf(node); };
      proto.window_function = [&](internal::WindowingId windowing) { return live.WindowFunctionOf(windowing); };
      const model::Pipeline pipeline = Sent(GraphToProto(live.graph(), proto));
      return DirectRunner().Run(ProtoToGraph(pipeline, {&FindStep, &FindWindowFn}), options);
    } catch (const Error& error) {
      return PipelineResult(PipelineState::kFailed, error.status());
    }
  }
};

const bool registered = [] {
  RegisterRunner("through_proto", [] { return std::make_unique<ThroughProtoRunner>(); });
  return true;
}();

}  // namespace
}  // namespace beam::runners
