// A worker that a runner has started, and that is not the program that submitted the job, becomes that program.
#include "runners/portable/submitted_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "runners/harness/sha256.h"
#include "test/runners/harness/fake_artifact_service.h"
#include "test/runners/harness/fn_api_server.h"
#include "test/runners/harness/temporary_folder.h"

namespace beam::runners {
namespace {

using Catch::Contains;
using Names = std::vector<std::string>;

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string ChecksumOf(std::string_view bytes) {
  Sha256 sum;
  sum.Add(bytes);
  return sum.Hex();
}

// What a job says that the program at `path` submits.
fn::ProvisionInfo JobOf(const char* path) {
  FILE* const output = popen((std::string(path) + " --describe").c_str(), "r");
  REQUIRE(output != nullptr);
  std::string bytes;
  char chunk[4096];
  while (const std::size_t size = fread(chunk, 1, sizeof(chunk), output)) bytes.append(chunk, size);
  REQUIRE(pclose(output) == 0);
  fn::ProvisionInfo info;
  REQUIRE(info.ParseFromString(bytes));
  return info;
}

// The runner, whose worker is the first program and whose job was submitted by the second.
struct Runner {
  explicit Runner(fn::ProvisionInfo job = JobOf(BEAM_TEST_SECOND)) {
    server.provision = std::move(job);
    server.provision.mutable_control_endpoint()->set_url(server.address());
    server.provision.mutable_artifact_endpoint()->set_url(artifacts.endpoint());
    artifacts.chunk = std::size_t{1} << 20;
    for (const auto& artifact : server.provision.dependencies()) {
      artifacts.bytes[artifact.type_payload()] = ContentOf(BEAM_TEST_SECOND);
    }
  }
  // The artifact of the job is these bytes, and the job says so.
  void Stage(const std::string& bytes) {
    server.provision.clear_dependencies();
    *server.provision.add_dependencies() = FileArtifact("p", ChecksumOf(bytes), "program");
    auto& options = *server.provision.mutable_pipeline_options()->mutable_fields();
    options["beam:option:cpp_program:v1"].set_string_value("program");
    options["beam:option:cpp_program_sha256:v1"].set_string_value(ChecksumOf(bytes));
    artifacts.bytes[server.provision.dependencies(0).type_payload()] = bytes;
  }

  FnApiServer server;
  FakeArtifactService artifacts;
  TemporaryFolder semi_persistent;
};

// The first program, started as a worker.
class Worker {
 public:
  explicit Worker(const Runner& runner, Names more = {}) : errors_(runner.semi_persistent.path() + ".errors") {
    Names words = {BEAM_TEST_FIRST, "--id='w 1'", "--provision_endpoint=" + runner.server.address(),
                   "--semi_persist_dir=" + runner.semi_persistent.path()};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    REQUIRE(posix_spawn(&pid_, BEAM_TEST_FIRST, &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    if (pid_ != 0) {
      kill(pid_, SIGKILL);
      Wait();
    }
    unlink(errors_.c_str());
  }

  // The exit code.
  int Wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string Errors() const { return ContentOf(errors_); }
  std::string Process(const std::string& what) const { return "/proc/" + std::to_string(pid_) + "/" + what; }

 private:
  const std::string errors_;
  pid_t pid_ = 0;
};

TEST_CASE("a worker of another build becomes the submitted program, in the same process and with the same arguments") {
  Runner runner;
  Worker worker(runner, {"--anything=else"});
  const std::shared_ptr<ServerControl> control = runner.server.AcceptControl();
  CHECK(ChecksumOf(ContentOf(worker.Process("exe"))) == ChecksumOf(ContentOf(BEAM_TEST_SECOND)));
  const std::string words = ContentOf(worker.Process("cmdline"));
  CHECK_THAT(words, Catch::StartsWith(runner.semi_persistent.path()) && Contains("/worker_of_second_build") &&
                        Contains("--id='w 1'") && Contains("--anything=else"));
  CHECK(runner.artifacts.calls() == Names{"ResolveArtifacts w 1", "GetArtifact w 1"});
  CHECK(runner.server.calls().count("Control w 1") == 1);
  // What runs needs no file, and a worker that is killed leaves none behind.
  CHECK(runner.semi_persistent.Everything().empty());
  control->End();
  CHECK(worker.Wait() == 0);
  CHECK_THAT(worker.Errors(), Contains("going on as the one that did"));
}

TEST_CASE("a worker of the same build downloads no program") {
  Runner runner(JobOf(BEAM_TEST_FIRST));
  Worker worker(runner);
  runner.server.AcceptControl()->End();
  CHECK(worker.Wait() == 0);
  CHECK(runner.artifacts.calls().empty());
}

TEST_CASE("what a worker has become is not replaced once more") {
  Runner runner;
  runner.Stage(ContentOf(BEAM_TEST_FIRST));
  Worker worker(runner);
  CHECK(worker.Wait() == 1);
  CHECK_THAT(worker.Errors(), Contains("this worker is another build than the program that submitted") &&
                                  Contains("while running the program that the runner had for this job"));
  CHECK(runner.artifacts.calls() == Names{"ResolveArtifacts w 1", "GetArtifact w 1"});
  CHECK(runner.semi_persistent.Everything().empty());
}

TEST_CASE("a worker of another build refuses where nothing was staged") {
  Runner runner;
  SECTION("because the submitting program did not") {
    runner.server.provision.clear_dependencies();
    runner.server.provision.mutable_pipeline_options()->mutable_fields()->erase("beam:option:cpp_program:v1");
  }
  SECTION("because the runner says so") { runner.server.provision.set_retrieval_token("__no_artifacts_staged__"); }
  Worker worker(runner);
  CHECK(worker.Wait() == 1);
  CHECK_THAT(worker.Errors(), Contains("this worker is another build than the program that submitted"));
  CHECK(runner.artifacts.calls().empty());
}

TEST_CASE("a worker that is to be only its own program refuses too") {
  Runner runner;
  Worker worker(runner, {"--only_this_program"});
  CHECK(worker.Wait() == 1);
  CHECK_THAT(worker.Errors(), Contains("this worker is another build than the program that submitted"));
  CHECK(runner.artifacts.calls().empty());
}

TEST_CASE("a program that is not the one that was staged is not started") {
  Runner runner;
  auto& bytes = runner.artifacts.bytes.begin()->second;
  SECTION("because the runner forgot how it was described") {
    model::ArtifactFilePayload payload;
    payload.set_path("elsewhere");
    runner.server.provision.mutable_dependencies(0)->set_type_payload(payload.SerializeAsString());
    runner.artifacts.bytes[payload.SerializeAsString()] = bytes + "x";
  }
  SECTION("because a part of it is missing") { bytes.resize(bytes.size() / 2); }
  Worker worker(runner);
  CHECK(worker.Wait() == 1);
  CHECK_THAT(worker.Errors(), Contains("what arrived is not the artifact that was staged") &&
                                  Contains("while downloading the artifact \"worker_of_second_build\"") &&
                                  Contains("because this worker is another build"));
  CHECK(runner.semi_persistent.Everything().empty());
}

TEST_CASE("a program that this machine cannot execute is an error that says so") {
  Runner runner;
  runner.Stage("no program at all");
  Worker worker(runner);
  CHECK(worker.Wait() == 1);
  CHECK_THAT(worker.Errors(), Contains("was downloaded and cannot be started here (Exec format error)"));
  CHECK(runner.semi_persistent.Everything().empty());
}

TEST_CASE("only the process that became another program takes itself for it") {
  const TemporaryFolder here;
  const std::string staged = here.path() + "/beam-cpp-staged-123456";
  const std::string other = here.path() + "/bin";
  for (const std::string& folder : {staged, other}) {
    REQUIRE(mkdir(folder.c_str(), 0700) == 0);
    std::ofstream(folder + "/program") << "x";
  }
  const auto became = [](const std::string& value) {
    setenv("BEAM_CPP_STAGED_PROGRAM", value.c_str(), 1);
    const bool became = BecameSubmittedProgram();
    CHECK(getenv("BEAM_CPP_STAGED_PROGRAM") == nullptr);
    return became;
  };
  for (const char* value : {"", "x", ":", "1"}) CHECK_FALSE(became(value));
  CHECK_FALSE(became(std::to_string(getpid() + 1) + ":" + staged + "/program"));
  CHECK(here.Everything().size() == 4);
  CHECK(became(std::to_string(getpid()) + ":" + other + "/program"));
  CHECK(here.Everything().size() == 4);
  CHECK(became(std::to_string(getpid()) + ":" + staged + "/program"));
  CHECK(here.Everything().size() == 2);
  CHECK_FALSE(BecameSubmittedProgram());
}

TEST_CASE("a job says under which name and checksum its program was staged") {
  model::Environment environment;
  google::protobuf::Struct options;
  StageThisProgram(environment, options);
  REQUIRE(environment.dependencies_size() == 1);
  model::ArtifactFilePayload file;
  REQUIRE(file.ParseFromString(environment.dependencies(0).type_payload()));
  CHECK(file.sha256() == ChecksumOf(ContentOf("/proc/self/exe")));
  CHECK(ContentOf(file.path()) == ContentOf("/proc/self/exe"));
  CHECK(StagedProgramName(options) == "submitted_program_test");
  CHECK(options.fields().at("beam:option:cpp_program_sha256:v1").string_value() == file.sha256());
  CHECK(StagedProgramName({}).empty());
}

}  // namespace
}  // namespace beam::runners
