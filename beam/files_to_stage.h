// FilesToStage: what the option --files_to_stage lists, on the machine where it was given.
#pragma once

#include "beam/exec/staged_files.h"
#include "beam/result.h"

namespace beam::internal {

/// Absolute paths by name. Throws beam::Error (kInvalidArgument) for a file that cannot be read, and for two files of one name.
StagedFiles FilesToStage(const RunOptions& options);

}  // namespace beam::internal
