// A worker and its runner's artifact service: good ones and others.
#include "runners/harness/grpc_artifacts.h"

#include <catch2/catch.hpp>

#include "beam/base/error.h"
#include "test/runners/harness/fake_artifact_service.h"

namespace beam::runners {
namespace {

using Artifact = ArtifactSource::Artifact;
using Catch::Contains;

const Artifact kWords = FileArtifact("/anywhere/words.txt", "", "words.txt");

std::string BytesOf(ArtifactSource& source, const Artifact& artifact) {
  std::string all;
  source.Get(artifact, [&](std::string_view bytes) { all += bytes; });
  return all;
}

Status ErrorOf(ArtifactSource& source, const Artifact& artifact) {
  try {
    BytesOf(source, artifact);
  } catch (const Error& error) {
    return error.status();
  }
  return Status();
}

TEST_CASE("A worker asks for artifacts under its own name") {
  FakeArtifactService service;
  service.bytes[kWords.type_payload()] = "one two three";
  GrpcArtifacts source("w1", service.endpoint());
  const std::vector<Artifact> resolved = source.Resolve({kWords});
  REQUIRE(resolved.size() == 1);
  CHECK(BytesOf(source, resolved[0]) == "one two three");
  CHECK(service.calls() == std::vector<std::string>{"ResolveArtifacts w1", "GetArtifact w1"});
}

TEST_CASE("An empty artifact is one too") {
  FakeArtifactService service;
  service.bytes[kWords.type_payload()] = "";
  GrpcArtifacts source("w1", service.endpoint());
  CHECK(BytesOf(source, kWords).empty());
}

TEST_CASE("What a service puts in the place of an artifact is what is asked for") {
  FakeArtifactService service;
  const Artifact other = FileArtifact("elsewhere", "", "words.txt");
  service.replacements = {other};
  service.bytes[other.type_payload()] = "other";
  GrpcArtifacts source("w1", service.endpoint());
  CHECK(BytesOf(source, source.Resolve({kWords}).at(0)) == "other");
}

TEST_CASE("A service that does not know how to resolve takes artifacts as they are") {
  FakeArtifactService service;
  service.resolve = grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
  GrpcArtifacts source("w1", service.endpoint());
  const std::vector<Artifact> resolved = source.Resolve({kWords});
  REQUIRE(resolved.size() == 1);
  CHECK(resolved[0].type_payload() == kWords.type_payload());
}

TEST_CASE("A service that answers with an error is named, with its words") {
  FakeArtifactService service;
  service.resolve = grpc::Status(grpc::StatusCode::INTERNAL, "the disk is on fire");
  GrpcArtifacts source("w1", service.endpoint());
  CHECK_THROWS_WITH(source.Resolve({kWords}), Contains("the runner's artifact service answered with an error") &&
                                                  Contains("endpoint = " + service.endpoint()) &&
                                                  Contains("the disk is on fire"));
  const Status missing = ErrorOf(source, kWords);
  CHECK(missing.code() == StatusCode::kNotFound);
  CHECK_THAT(missing.message(), Contains("call = GetArtifact") && Contains("no such artifact"));
}

TEST_CASE("A stream that breaks off is an error, and no short artifact") {
  FakeArtifactService service;
  service.bytes[kWords.type_payload()] = "one two";
  service.end = grpc::Status(grpc::StatusCode::ABORTED, "the runner ends");
  GrpcArtifacts source("w1", service.endpoint());
  CHECK(ErrorOf(source, kWords).code() == StatusCode::kAborted);
}

TEST_CASE("A service that falls silent in the middle is given up") {
  FakeArtifactService service;
  service.bytes[kWords.type_payload()] = "one two";
  service.falls_silent_after = 4;
  GrpcArtifacts source("w1", service.endpoint(), std::chrono::milliseconds(50));
  const Status status = ErrorOf(source, kWords);
  CHECK(status.code() == StatusCode::kDeadlineExceeded);
  CHECK_THAT(status.message(), Contains("stopped sending in the middle") && Contains(service.endpoint()));
}

TEST_CASE("A receiver that has enough ends the transfer with its own error") {
  FakeArtifactService service;
  service.bytes[kWords.type_payload()] = std::string(1'000, 'x');
  GrpcArtifacts source("w1", service.endpoint());
  CHECK_THROWS_WITH(source.Get(kWords, [](std::string_view) { throw Error(StatusCode::kResourceExhausted, "full"); }),
                    Contains("full"));
}

TEST_CASE("A worker that is not told where the artifacts are says so") {
  GrpcArtifacts source("w1", "");
  CHECK_THROWS_WITH(source.Resolve({kWords}), Contains("--artifact_endpoint") && Contains("worker = w1"));
}

TEST_CASE("A service that is not there is an error that names the address") {
  std::string endpoint;
  {
    FakeArtifactService gone;
    endpoint = gone.endpoint();
  }
  GrpcArtifacts source("w1", endpoint);
  CHECK_THROWS_WITH(source.Resolve({kWords}), Contains("no runner answers") && Contains(endpoint));
}

}  // namespace
}  // namespace beam::runners
