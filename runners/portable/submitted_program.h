// SubmittedProgram: how a worker of another build becomes the program that submitted the job.
//
// The submitting side adds its own file to the environment's artifacts, and says in the job's options under which name and with which checksum.
// A worker that finds that it is another build downloads that file and is replaced by it (exec), in the same process and
// with the same arguments. So one image, or one installed command, serves every program. It happens once: what was started in this
// way and is another build still ends with an error.
#pragma once

#include <google/protobuf/struct.pb.h>
#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <string>

#include "beam/base/status.h"
#include "runners/harness/boot.h"

namespace beam::runners {

/// A flag for workers that are to be no other program than they are, for an image's entry point.
inline constexpr char kOnlyThisProgram[] = "--only_this_program";

/// Adds the file of this program to the environment's artifacts, and its name and checksum to the job's options. Throws beam::Error if the file cannot be read.
void StageThisProgram(org::apache::beam::model::pipeline::v1::Environment& environment,
                      google::protobuf::Struct& job_options);

/// The name under which the program that submitted a job was staged; empty if it was not.
std::string StagedProgramName(const google::protobuf::Struct& job_options);

/// True if this program is what a worker became; its file is removed, since what runs does not need it any more. To be called
/// once, before there are other threads: processes that this one starts are not to take themselves for it.
bool BecameSubmittedProgram();

/// Downloads the program that submitted the job and becomes it, which means that this does not return. Returns `difference`, by
/// which the builds differ, if the runner does not have that program, and what went wrong if it cannot be brought or started.
Status BecomeSubmittedProgram(const Provision& provision, int argc, const char* const* argv, Status difference);

}  // namespace beam::runners
