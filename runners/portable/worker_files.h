// WorkerFiles: the files of --files_to_stage on their way to the functions of workers.
//
// The submitting side adds them to the environment's artifacts. A worker downloads them before it tells the runner that it is there, so that
// functions find them from their first Setup on (beam/staged_file.h).
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <memory>
#include <optional>

#include "beam/exec/staged_files.h"
#include "runners/harness/boot.h"
#include "runners/harness/staged_folder.h"

namespace beam::runners {

/// Throws beam::Error (kInvalidArgument) for a name that workers would refuse, or that the environment has already.
void StageFiles(const internal::StagedFiles& files, org::apache::beam::model::pipeline::v1::Environment& environment);

struct WorkerFiles {
  std::shared_ptr<const internal::StagedFiles> paths;
  /// Where they are, as long as this lives; none if there is no file.
  std::optional<StagedFolder> folder;
};

/// Downloads all artifacts that have a name but the program that submitted the job. Throws beam::Error.
WorkerFiles RetrieveFiles(const Provision& provision);

}  // namespace beam::runners
