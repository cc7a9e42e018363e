// The reverse artifact service: what the job service asks for, and what it gets.

#include "runners/portable/staging_client.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "beam/base/error.h"
#include "runners/portable/submit_job.h"
#include "test/runners/portable/fake_job_service.h"

namespace beam::testing {
namespace {

using runners::StagingClient;

constexpr char kFile[] = "beam:artifact:type:file:v1";
constexpr char kEmbedded[] = "beam:artifact:type:embedded:v1";

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A file with the given content, which is removed at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    std::string pattern = (std::filesystem::temp_directory_path() / "beam_staging_XXXXXX").string();
    const int descriptor = mkstemp(pattern.data());
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    path_ = pattern;
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

model::ArtifactInformation File(const std::string& path) {
  model::ArtifactFilePayload payload;
  payload.set_path(path);
  model::ArtifactInformation artifact;
  artifact.set_type_urn(kFile);
  artifact.set_type_payload(payload.SerializeAsString());
  return artifact;
}

model::ArtifactInformation Embedded(const std::string& data) {
  model::EmbeddedFilePayload payload;
  payload.set_data(data);
  model::ArtifactInformation artifact;
  artifact.set_type_urn(kEmbedded);
  artifact.set_type_payload(payload.SerializeAsString());
  return artifact;
}

jobs::ArtifactRequestWrapper Get(const model::ArtifactInformation& artifact) {
  jobs::ArtifactRequestWrapper request;
  *request.mutable_get_artifact()->mutable_artifact() = artifact;
  return request;
}

jobs::ArtifactRequestWrapper Resolve(const std::vector<model::ArtifactInformation>& artifacts) {
  jobs::ArtifactRequestWrapper request;
  auto& asked = *request.mutable_resolve_artifact()->mutable_artifacts();
  for (const auto& artifact : artifacts) *asked.Add() = artifact;
  return request;
}

// Bytes that are different in every megabyte.
std::string ManyBytes(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 2654435761u) >> 16);
  return bytes;
}

struct Received {
  std::string bytes;
  std::vector<std::size_t> chunks;
};

// Checks the form of the answers to one get_artifact, and puts the bytes together.
Received Artifact(const std::vector<jobs::ArtifactResponseWrapper>& answers) {
  REQUIRE_FALSE(answers.empty());
  Received received;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const bool last = i + 1 == answers.size();
    CHECK(answers[i].has_get_artifact_response());
    CHECK(answers[i].is_last() == last);
    const std::string& data = answers[i].get_artifact_response().data();
    CHECK(data.empty() == last);
    received.bytes += data;
    if (!last) received.chunks.push_back(data.size());
  }
  return received;
}

void Stage(FakeJobService& service, const std::vector<model::ArtifactInformation>& artifacts) {
  StagingClient(service.endpoint()).Stage(artifacts, FakeJobService::kStagingToken);
}

Status StagingError(FakeJobService& service, const std::vector<model::ArtifactInformation>& artifacts) {
  try {
    Stage(service, artifacts);
  } catch (const Error& error) {
    return error.status();
  }
  FAIL("nothing was thrown");
  return Status();
}

TEST_CASE("a service that wants no artifacts gets the token and ends the stream") {
  FakeJobService service({});
  Stage(service, {});
  CHECK(service.staging_ended);
  CHECK(service.violations.empty());
}

TEST_CASE("files and embedded artifacts arrive whole, in chunks of one mebibyte") {
  const TemporaryFile empty(""), small("a few bytes"), chunk(ManyBytes(StagingClient::kChunkBytes)),
      large(ManyBytes(3 * StagingClient::kChunkBytes + 17));
  const std::string embedded = ManyBytes(2 * StagingClient::kChunkBytes + 1);
  const std::vector<model::ArtifactInformation> artifacts = {File(empty.path()), File(small.path()), File(chunk.path()),
                                                             File(large.path()), Embedded(embedded), Embedded("")};
  Script script;
  for (const auto& artifact : artifacts) script.staging_requests.push_back(Get(artifact));
  FakeJobService service(script);
  Stage(service, artifacts);
  CHECK(service.violations.empty());
  REQUIRE(service.staged.size() == artifacts.size());
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  CHECK(Artifact(service.staged[0]).bytes.empty());
  CHECK(Artifact(service.staged[1]).bytes == "a few bytes");
  CHECK(Artifact(service.staged[2]).chunks == std::vector<std::size_t>{kMiB});
  const Received received = Artifact(service.staged[3]);
  CHECK(received.chunks == std::vector<std::size_t>{kMiB, kMiB, kMiB, 17});
  CHECK((received.bytes == ManyBytes(3 * kMiB + 17)));
  CHECK(Artifact(service.staged[4]).chunks == std::vector<std::size_t>{kMiB, kMiB, 1});
  CHECK((Artifact(service.staged[4]).bytes == embedded));
  CHECK(Artifact(service.staged[5]).bytes.empty());
}

TEST_CASE("artifacts are resolved to themselves, and asked for afterwards") {
  const model::ArtifactInformation one = Embedded("one"), two = File("/nowhere/two");
  FakeJobService service({.staging_requests = {Resolve({one, two}), Get(one), Resolve({})}});
  Stage(service, {one, two});
  CHECK(service.staging_ended);
  REQUIRE(service.staged.size() == 3);
  REQUIRE(service.staged[0].size() == 1);
  const auto& replacements = service.staged[0][0].resolve_artifact_response().replacements();
  REQUIRE(replacements.size() == 2);
  CHECK(replacements[0].SerializeAsString() == one.SerializeAsString());
  CHECK(replacements[1].SerializeAsString() == two.SerializeAsString());
  CHECK(Artifact(service.staged[1]).bytes == "one");
  CHECK(service.staged[2][0].has_resolve_artifact_response());
}

TEST_CASE("a file that cannot be read is named") {
  for (const std::string path : {"/nowhere/at/all", "/"}) {
    FakeJobService service({.staging_requests = {Get(File(path))}});
    const Status status = StagingError(service, {File(path)});
    CHECK(status.code() == StatusCode::kNotFound);
    CHECK(Contains(status.message(), "file = " + path));
    CHECK_FALSE(service.staging_ended);
  }
}

TEST_CASE("a file that the pipeline does not depend on is not handed out") {
  const TemporaryFile secret("secret");
  FakeJobService service({.staging_requests = {Get(File(secret.path()))}});
  const Status status = StagingError(service, {Embedded("else")});
  INFO(status.ToString());
  CHECK(status.code() == StatusCode::kPermissionDenied);
  CHECK(Contains(status.message(), "path = " + secret.path()));
  service.Disappear();
  REQUIRE(service.staged.size() == 1);
  CHECK(service.staged[0].empty());
}

TEST_CASE("an artifact of a type that cannot be staged is an error that names the type") {
  model::ArtifactInformation artifact;
  artifact.set_type_urn("beam:artifact:type:pypi:v1");
  FakeJobService service({.staging_requests = {Get(artifact)}});
  const Status status = StagingError(service, {artifact});
  CHECK(status.code() == StatusCode::kUnimplemented);
  CHECK(Contains(status.message(), "beam:artifact:type:pypi:v1"));
}

TEST_CASE("a request that this version does not know is an error") {
  FakeJobService service({.staging_requests = {jobs::ArtifactRequestWrapper()}});
  CHECK(StagingError(service, {}).code() == StatusCode::kUnimplemented);
}

TEST_CASE("a payload that is not what its type says is an error") {
  model::ArtifactInformation artifact;
  artifact.set_type_urn(kFile);
  artifact.set_type_payload("\xff\xff\xff");
  FakeJobService service({.staging_requests = {Get(artifact)}});
  CHECK(StagingError(service, {artifact}).code() == StatusCode::kInvalidArgument);
}

TEST_CASE("a submission offers the dependencies of all environments, each once") {
  const TemporaryFile file("binary");
  runners::JobSubmission submission;
  auto& environments = *submission.pipeline.mutable_components()->mutable_environments();
  *environments["a"].add_dependencies() = File(file.path());
  *environments["a"].add_dependencies() = Embedded("x");
  *environments["b"].add_dependencies() = File(file.path());
  CHECK(runners::ArtifactsOf(submission.pipeline).size() == 2);

  FakeJobService service({.staging_requests = {Get(Embedded("x")), Get(File(file.path()))}});
  runners::JobClient client(service.endpoint());
  CHECK(runners::SubmitJob(client, submission) == FakeJobService::kJobId);
  CHECK(service.violations.empty());
  REQUIRE(service.staged.size() == 2);
  CHECK(Artifact(service.staged[1]).bytes == "binary");
}

}  // namespace
}  // namespace beam::testing
