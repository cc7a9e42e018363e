// Shipped windowings: what a worker in another process has to know of the windows of a step's collections.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/base/bytes.h"
#include "beam/graph/graph.h"

namespace beam::runners {

/// What stands for a user's window function in a pipeline proto. Throws beam::Error (kFailedPrecondition) for one that cannot
/// leave this process, and says what to write instead.
org::apache::beam::model::pipeline::v1::FunctionSpec ShipWindowFn(const internal::Graph& graph,
                                                                  internal::WindowingId windowing);

/// Writes a whole windowing, and makes it again. Both throw beam::Error as ShipWindowFn and FindWindowFn do.
void WriteWindowing(const internal::Windowing& windowing, ByteWriter& out);
internal::Windowing ReadWindowing(ByteReader& in);

}  // namespace beam::runners
