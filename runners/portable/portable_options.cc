#include "runners/portable/portable_options.h"

#include <unistd.h>

#include <map>

#include "beam/base/error.h"
#include "beam/files_to_stage.h"
#include "runners/portable/build_identity.h"
#include "runners/portable/job_options.h"
#include "runners/portable/resource_hints.h"

namespace beam::runners {

namespace {

// Options that are about this side of the wire; the service has no use for them.
bool StaysHere(const std::string& name) {
  return name == "job_endpoint" || name == "artifact_endpoint" || name == "environment_type" ||
         name == "environment_config" || name == "stage_program" || name == "files_to_stage" || name == "job_name" ||
         name == "force" || name == "resource_hints";
}

std::string ValueOf(const RunOptions& options, const std::string& name) {
  const auto found = options.extra.find(name);
  return found == options.extra.end() ? std::string() : found->second;
}

bool StagesProgram(const std::string& option, const WorkersOption& workers) {
  const bool starts_programs = workers.where == WorkersIn::kProcess || workers.where == WorkersIn::kDocker;
  if (option == "true" && !starts_programs) {
    throw Error(
        StatusCode::kInvalidArgument,
        "--stage_program=true is for workers that the runner starts, with --environment_type=PROCESS or DOCKER; the "
        "workers of LOOPBACK are this program, and those of EXTERNAL have to be started from it");
  }
  return option.empty() ? starts_programs && !StartsThisProgram(workers) : option == "true";
}

}  // namespace

PortableOptions MakePortableOptions(const RunOptions& options, const std::string& default_endpoint) {
  PortableOptions portable;
  portable.workers = ParseWorkers(ValueOf(options, "environment_type"), ValueOf(options, "environment_config"));
  portable.stage_program = StagesProgram(ValueOf(options, "stage_program"), portable.workers);
  portable.job_endpoint = ValueOf(options, "job_endpoint");
  if (portable.job_endpoint.empty()) portable.job_endpoint = default_endpoint;
  if (portable.job_endpoint.empty()) {
    throw Error(StatusCode::kInvalidArgument,
                "--runner=portable needs to know the job service; say --job_endpoint=HOST:PORT");
  }
  if (options.drain_after.has_value()) {
    throw Error(StatusCode::kInvalidArgument,
                "--drain_after is of the direct runner; a job service has no request to drain: cancel the job, or let "
                "the runner "
                "drain it with a command of its own");
  }
  portable.files = internal::FilesToStage(options);
  portable.resource_hints = ParseResourceHints(ValueOf(options, "resource_hints"));
  portable.job_name = ValueOf(options, "job_name");
  if (portable.job_name.empty()) portable.job_name = "beam-cpp-" + std::to_string(getpid());
  std::map<std::string, JobOptionValue> travelling;
  for (const auto& [name, value] : options.extra) {
    if (!StaysHere(name)) travelling.emplace(name, JobOptionFromText(name, value));
  }
  portable.job_options = JobOptions(travelling);
  if (portable.workers.where != WorkersIn::kLoopback) AddBuildIdentity(portable.job_options);
  return portable;
}

}  // namespace beam::runners
