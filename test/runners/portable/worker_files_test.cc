// The files of --files_to_stage on their way to a worker.
#include "runners/portable/worker_files.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "beam/base/error.h"
#include "runners/portable/submitted_program.h"
#include "test/runners/harness/fake_artifact_service.h"
#include "test/runners/harness/temporary_folder.h"

namespace beam::runners {
namespace {

namespace model = org::apache::beam::model::pipeline::v1;
using Catch::Contains;
using internal::StagedFiles;

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("a worker has the files that were staged, without the program") {
  const TemporaryFolder here;
  std::ofstream(here.path() + "/a.txt") << "first";
  std::ofstream(here.path() + "/b.txt") << "second";
  const TemporaryFolder there;
  FakeArtifactService service;
  Provision provision;
  provision.endpoints.id = "w1";
  provision.endpoints.artifact_endpoint = service.endpoint();
  provision.endpoints.semi_persist_dir = there.path();
  model::Environment environment;
  StageThisProgram(environment, *provision.info.mutable_pipeline_options());
  StageFiles({{"a.txt", here.path() + "/a.txt"}, {"b.txt", here.path() + "/b.txt"}}, environment);
  *provision.info.mutable_dependencies() = environment.dependencies();
  for (const model::ArtifactInformation& artifact : environment.dependencies()) {
    model::ArtifactFilePayload file;
    REQUIRE(file.ParseFromString(artifact.type_payload()));
    service.bytes[artifact.type_payload()] = ContentOf(file.path());
  }
  {
    const WorkerFiles files = RetrieveFiles(provision);
    REQUIRE(files.folder);
    REQUIRE(files.paths->size() == 2);
    CHECK(ContentOf(files.paths->at("a.txt")) == "first");
    CHECK(ContentOf(files.paths->at("b.txt")) == "second");
    CHECK_THAT(files.paths->at("a.txt"), Catch::StartsWith(there.path()));
    CHECK(service.calls().size() == 3);
  }
  CHECK(there.Everything().empty());
}

TEST_CASE("a worker without files asks nobody and makes no folder") {
  Provision provision;
  provision.endpoints.semi_persist_dir = "/dev/null/nowhere";
  const WorkerFiles files = RetrieveFiles(provision);
  CHECK(files.paths->empty());
  CHECK_FALSE(files.folder);
}

TEST_CASE("names that workers would refuse are refused when the pipeline is submitted") {
  model::Environment environment;
  CHECK_THROWS_WITH(StageFiles({{"a b.txt", "/data/a b.txt"}}, environment),
                    Contains("--files_to_stage") && Contains("rename it; file = /data/a b.txt"));
  google::protobuf::Struct options;
  StageThisProgram(environment, options);
  CHECK_THROWS_WITH(StageFiles({{"worker_files_test", "/data/worker_files_test"}}, environment),
                    Contains("it is that of the program"));
  CHECK_THROWS_WITH(StageFiles({{"gone.txt", "/nowhere/gone.txt"}}, environment), Contains("/nowhere/gone.txt"));
}

}  // namespace
}  // namespace beam::runners
