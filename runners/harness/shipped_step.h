// A shipped step: a step of a pipeline with everything that a worker in another process of the same program needs of it. It is
// written into the pipeline's description as the place of the function that makes its operators, that function's
// configuration, and the step's name and types.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/graph/graph.h"
#include "runners/harness/found_step.h"

namespace beam::runners {

inline constexpr char kShippedStepUrn[] = "beam:dofn:cpp:v1";

/// What stands for the step in a pipeline proto. Throws beam::Error (kFailedPrecondition) that names a step which cannot leave
/// this process, and says what to write instead.
org::apache::beam::model::pipeline::v1::FunctionSpec ShipStep(const internal::Graph& graph, const internal::Node& node);

/// Makes the step again. Throws beam::Error where this is another build of the program, or for bytes that no program wrote.
FoundStep ReadShippedStep(const org::apache::beam::model::pipeline::v1::FunctionSpec& function);

}  // namespace beam::runners
