// LoopbackWorkers: the workers of a pipeline in the process that submits it. They run the pipeline's own functions, whatever
// these capture.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/exec/staged_files.h"
#include "beam/graph/graph.h"
#include "runners/harness/live_graphs.h"
#include "runners/portable/worker_pool.h"

namespace beam::runners {

class LoopbackWorkers {
 public:
  /// Serves workers for `graph`, whose functions have these files, until it is destroyed.
  LoopbackWorkers(const internal::Graph& graph, internal::StagedFiles files);

  org::apache::beam::model::pipeline::v1::Environment environment() const;
  org::apache::beam::model::pipeline::v1::FunctionSpec FunctionOf(const internal::Node& node) const {
    return live_.FunctionOf(node);
  }
  org::apache::beam::model::pipeline::v1::FunctionSpec WindowFunctionOf(internal::WindowingId windowing) const {
    return live_.WindowFunctionOf(windowing);
  }

 private:
  LiveGraph live_;
  WorkerPool pool_;
};

}  // namespace beam::runners
