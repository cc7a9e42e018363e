// FindWindowFn: the window function that a function of a descriptor stands for.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/event_time/window_fn.h"

namespace beam::runners {

/// Null for the global window. Throws beam::Error for a function of another SDK, of a pipeline that this process does not run, or
/// of another program.
internal::WindowFnRef FindWindowFn(const org::apache::beam::model::pipeline::v1::FunctionSpec& function);

}  // namespace beam::runners
