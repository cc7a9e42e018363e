#include "runners/portable/worker_files.h"

#include <set>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "runners/harness/artifacts.h"
#include "runners/harness/grpc_artifacts.h"
#include "runners/portable/file_artifact.h"
#include "runners/portable/submitted_program.h"

namespace beam::runners {

namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace model = org::apache::beam::model::pipeline::v1;

[[noreturn]] void Refuse(const std::string& why, const std::string& path) {
  throw Error(StatusCode::kInvalidArgument, "--files_to_stage lists a file that workers cannot have under its name: " +
                                                why + "; rename it; file = " + path);
}

// Empty for artifacts of other roles.
std::string NameOf(const model::ArtifactInformation& artifact) {
  model::ArtifactStagingToRolePayload role;
  return artifact.role_urn() == kStagingToRole && role.ParseFromString(artifact.role_payload()) ? role.staged_name()
                                                                                                : "";
}

// This is the program already, and its file need not be asked for.
fn::ProvisionInfo WithoutProgram(const fn::ProvisionInfo& info) {
  const std::string program = StagedProgramName(info.pipeline_options());
  fn::ProvisionInfo files;
  files.set_retrieval_token(info.retrieval_token());
  for (const model::ArtifactInformation& artifact : info.dependencies()) {
    if (program.empty() || NameOf(artifact) != program) *files.add_dependencies() = artifact;
  }
  return files;
}

}  // namespace

void StageFiles(const internal::StagedFiles& files, model::Environment& environment) {
  std::set<std::string> taken;
  for (const model::ArtifactInformation& artifact : environment.dependencies()) taken.insert(NameOf(artifact));
  for (const auto& [name, path] : files) {
    if (!IsStagedName(name)) Refuse("it has letters, digits and . _ + - only, at most 200 of them", path);
    if (taken.count(name) != 0) Refuse("it is that of the program", path);
    *environment.add_dependencies() = MakeFileArtifact(path, name);
  }
}

WorkerFiles RetrieveFiles(const Provision& provision) {
  GrpcArtifacts source(provision.endpoints.id, provision.endpoints.artifact_endpoint);
  internal::StagedFiles paths;
  std::optional<StagedFolder> folder;
  for (const StagedArtifact& artifact : NamedArtifacts(WithoutProgram(provision.info), source)) {
    if (!folder) folder.emplace(provision.endpoints.semi_persist_dir);
    paths[artifact.name] = RetrieveArtifact(artifact, source, *folder);
  }
  return {std::make_shared<const internal::StagedFiles>(std::move(paths)), std::move(folder)};
}

}  // namespace beam::runners
