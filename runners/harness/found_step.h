// FindStep: the step that a function of a descriptor, or of a pipeline proto, stands for.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "runners/model/found_step.h"

namespace beam::runners {

/// Throws beam::Error for a function of another SDK, of a pipeline that this process does not run, or of another program.
FoundStep FindStep(const org::apache::beam::model::pipeline::v1::FunctionSpec& function);

}  // namespace beam::runners
