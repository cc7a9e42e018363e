// Window functions as protos, and back: those that every SDK has, with the payloads of Beam's model, and our own calendar's.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <optional>

#include "beam/event_time/window_fn.h"

namespace beam::runners {

/// Nothing for window functions that users wrote. `fn` may be null, which is the global window.
std::optional<org::apache::beam::model::pipeline::v1::FunctionSpec> WindowFnToProto(const internal::WindowFnRef& fn);

/// Nothing for a URN that is none of them. Throws beam::Error (kInvalidArgument) for a payload that makes no window function.
std::optional<internal::WindowFnRef> WindowFnFromProto(
    const org::apache::beam::model::pipeline::v1::FunctionSpec& proto);

}  // namespace beam::runners
