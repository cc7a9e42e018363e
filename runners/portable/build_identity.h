// Build identity: what a submitted job says of the program that submitted it, so that a worker of another build stops before its
// first bundle and says where the two differ.
#pragma once

#include <google/protobuf/struct.pb.h>

#include "beam/base/status.h"

namespace beam::runners {

/// Adds this program's build-id and the names of its operators to a job's options.
void AddBuildIdentity(google::protobuf::Struct& job_options);

/// An error (kFailedPrecondition) if a job's options are those of another build. Ok where they say nothing, as when the program
/// has no build-id or the runner keeps options to itself: then each step is compared by itself.
Status CompareBuild(const google::protobuf::Struct& job_options);

}  // namespace beam::runners
