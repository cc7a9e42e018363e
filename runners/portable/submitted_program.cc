#include "runners/portable/submitted_program.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "runners/harness/artifacts.h"
#include "runners/harness/grpc_artifacts.h"
#include "runners/harness/staged_folder.h"
#include "runners/portable/file_artifact.h"
#include "runners/portable/job_options.h"

namespace beam::runners {

namespace {

namespace model = org::apache::beam::model::pipeline::v1;

constexpr char kName[] = "cpp_program";
constexpr char kChecksum[] = "cpp_program_sha256";
// The running program's file, also if another was put in its place meanwhile.
constexpr char kThisProgram[] = "/proc/self/exe";
// Of programs whose files have names with other characters.
constexpr char kUsualName[] = "program";
// "<process id>:<its file>", for the program that a worker becomes.
constexpr char kBecameVariable[] = "BEAM_CPP_STAGED_PROGRAM";

std::string OptionOf(const google::protobuf::Struct& job_options, const char* name) {
  const auto found = job_options.fields().find(JobOptionKey(name));
  return found == job_options.fields().end() ? std::string() : found->second.string_value();
}

std::string FileNameOfThisProgram() {
  char path[PATH_MAX];
  const ssize_t size = readlink(kThisProgram, path, sizeof(path));
  const std::string_view whole(path, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  std::string name(whole.substr(whole.rfind('/') + 1));
  return IsStagedName(name) ? name : kUsualName;
}

Error CannotBeStarted(const std::string& path, int error) {
  return Error(
      StatusCode::kFailedPrecondition,
      "the program that submitted the pipeline was downloaded and cannot be started here (" +
          std::generic_category().message(error) +
          "); build it for the workers' machine, and let workers have a --semi_persist_dir where programs may be "
          "executed; file = " +
          path);
}

[[noreturn]] void Become(const std::string& path, int argc, const char* const* argv) {
  std::vector<std::string> words{path};
  words.insert(words.end(), argv + 1, argv + argc);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  setenv(kBecameVariable, (std::to_string(getpid()) + ":" + path).c_str(), 1);
  std::fprintf(stderr, "worker: this program did not submit the pipeline; going on as the one that did; file = %s\n",
               path.c_str());
  std::fflush(nullptr);
  execv(path.c_str(), arguments.data());
  const int error = errno;
  unsetenv(kBecameVariable);
  throw CannotBeStarted(path, error);
}

}  // namespace

void StageThisProgram(model::Environment& environment, google::protobuf::Struct& job_options) {
  const std::string name = FileNameOfThisProgram();
  const model::ArtifactInformation& program = *environment.add_dependencies() = MakeFileArtifact(kThisProgram, name);
  // Runners that put the artifact elsewhere forget its checksum.
  auto& fields = *job_options.mutable_fields();
  fields[JobOptionKey(kName)].set_string_value(name);
  fields[JobOptionKey(kChecksum)].set_string_value(ChecksumOf(program));
}

std::string StagedProgramName(const google::protobuf::Struct& job_options) { return OptionOf(job_options, kName); }

bool BecameSubmittedProgram() {
  const char* const found = std::getenv(kBecameVariable);
  if (found == nullptr) return false;
  const std::string value = found;
  unsetenv(kBecameVariable);
  const std::string mine = std::to_string(getpid()) + ":";
  if (!value.starts_with(mine)) return false;
  RemoveStagedFolderOf(value.substr(mine.size()));
  return true;
}

Status BecomeSubmittedProgram(const Provision& provision, int argc, const char* const* argv, Status difference) {
  const std::string name = StagedProgramName(provision.info.pipeline_options());
  if (name.empty() || !HasArtifacts(provision.info)) return difference;
  try {
    GrpcArtifacts source(provision.endpoints.id, provision.endpoints.artifact_endpoint);
    for (StagedArtifact& artifact : NamedArtifacts(provision.info, source)) {
      if (artifact.name != name) continue;
      const std::string sha256 = OptionOf(provision.info.pipeline_options(), kChecksum);
      if (!sha256.empty()) artifact.sha256 = sha256;
      const StagedFolder folder(provision.endpoints.semi_persist_dir);
      Become(RetrieveArtifact(artifact, source, folder, S_IRWXU), argc, argv);
    }
  } catch (const Error& error) {
    return error.status().While("becoming the program that submitted the pipeline, because " + difference.message());
  }
  return difference;
}

}  // namespace beam::runners
