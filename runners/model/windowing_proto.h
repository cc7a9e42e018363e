// Windowings as protos, and back.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/event_time/windowing.h"

namespace beam::runners {

/// All of a windowing strategy but its window function and the ids of its coder and its environment.
org::apache::beam::model::pipeline::v1::WindowingStrategy WindowingToProto(const internal::Windowing& windowing);

/// All of a windowing but its window function. What the proto does not say is as a new windowing has it. Throws beam::Error
/// (kInvalidArgument) for a trigger that is none and a negative lateness, and for retractions.
internal::Windowing WindowingFromProto(const org::apache::beam::model::pipeline::v1::WindowingStrategy& proto);

}  // namespace beam::runners
