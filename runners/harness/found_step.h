// FoundStep: the step that a function of a descriptor stands for.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <memory>

#include "beam/graph/graph.h"

namespace beam::runners {

/// A step, and the graph that keeps it.
struct FoundStep {
  std::shared_ptr<const internal::Graph> graph;
  const internal::Node* node = nullptr;
};

/// Throws beam::Error for a function of another SDK, of a pipeline that this process does not run, or of another program.
FoundStep FindStep(const org::apache::beam::model::pipeline::v1::FunctionSpec& function);

}  // namespace beam::runners
