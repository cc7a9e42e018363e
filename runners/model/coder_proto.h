// Coders as protos: the description of an element type's coder, and whether a pipeline says the same.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>

#include "beam/graph/element_type.h"
#include "coders/coder.h"

namespace beam::runners {

/// The coder of a collection of such elements. `type` may be null, and have no coder (kNoCoderUrn in graph_to_proto.h).
CoderSpec SpecOf(const internal::ElementType* type);

/// True if the coder with this id, and its components, are what `spec` describes. It looks no deeper than `spec` does, whatever contains
/// what in the proto.
bool IsCoder(const google::protobuf::Map<std::string, org::apache::beam::model::pipeline::v1::Coder>& coders,
             const std::string& id, const CoderSpec& spec);

}  // namespace beam::runners
