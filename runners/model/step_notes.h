// Step notes: what a pipeline proto says of a step beside what it does: where the user wrote it, and what it is a part of. Services show
// most of it to people.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include "beam/graph/graph.h"

namespace beam::runners {

/// Writes the step's line, and that it is a part of another or one that the user does not know.
void WriteStepNotes(const internal::Graph& graph, const internal::Node& node,
                    org::apache::beam::model::pipeline::v1::PTransform& transform);
/// Reads them back. What is not there, or was written by others, stays as it is.
void ReadStepNotes(const org::apache::beam::model::pipeline::v1::PTransform& transform, internal::Node& node);

}  // namespace beam::runners
