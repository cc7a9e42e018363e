// Capabilities: what our workers can do, as an environment says it to runners.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

namespace beam::runners {

/// Adds the coders and protocols that the harness has. Runners put a length in front of what is not listed.
void AddCapabilities(org::apache::beam::model::pipeline::v1::Environment& environment);

}  // namespace beam::runners
