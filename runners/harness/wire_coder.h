// Wire coders: what a ProcessBundleDescriptor says about the bytes of its collections.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>

#include "coders/coder.h"

namespace beam::runners {

/// The coder with this id and all its components. Throws beam::Error (kInvalidArgument) for an id that is not there, and for
/// coders that contain themselves.
CoderSpec WireCoderOf(const google::protobuf::Map<std::string, org::apache::beam::model::pipeline::v1::Coder>& coders,
                      const std::string& id);

}  // namespace beam::runners
