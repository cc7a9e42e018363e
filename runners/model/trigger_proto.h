// Triggers as protos, and back.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/event_time/trigger.h"

namespace beam::runners {

/// Throws beam::Error (kInvalidArgument) for a count that the model has no room for.
org::apache::beam::model::pipeline::v1::Trigger TriggerToProto(const Trigger& trigger);

/// Throws beam::Error (kInvalidArgument) for a trigger that is none: a part is missing, or a number makes no sense.
Trigger TriggerFromProto(const org::apache::beam::model::pipeline::v1::Trigger& proto);

}  // namespace beam::runners
