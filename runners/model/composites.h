// Composites: the scopes in the names of steps as the composite transforms of a pipeline proto.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>
#include <vector>

namespace beam::runners {

/// Adds a composite for every scope in the unique names of the transforms `leaves`, which are in the order of the data flow, or
/// completes the one that has that name already: its children, and the collections that enter and leave it. Adds the outermost
/// transforms to `roots`.
void AddComposites(org::apache::beam::model::pipeline::v1::Components& components,
                   const std::vector<std::string>& leaves, google::protobuf::RepeatedPtrField<std::string>& roots);

}  // namespace beam::runners
