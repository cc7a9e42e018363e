// FakeArtifactService: a runner's artifact retrieval service, which has what a test gives it and fails as the test says.
//
// Thread-safe once it runs; what a test sets is set before.
#pragma once

#include <org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runners/rpc/server.h"
#include "test/runners/harness/gate.h"

namespace beam::runners {

class FakeArtifactService final
    : public org::apache::beam::model::job_management::v1::ArtifactRetrievalService::Service {
 public:
  using Artifact = org::apache::beam::model::pipeline::v1::ArtifactInformation;

  FakeArtifactService() : server_({this}, {.port = 0, .grace = std::chrono::milliseconds(0)}) {}
  ~FakeArtifactService() override {
    release_.Open();
    server_.Shutdown();
  }

  const std::string& endpoint() const { return server_.endpoint(); }
  /// "Method worker_id" of all calls, in their order.
  std::vector<std::string> calls() const;

  /// By the payload of their type.
  std::map<std::string, std::string> bytes;
  std::size_t chunk = 3;
  /// What Resolve answers instead of what it was asked.
  std::optional<std::vector<Artifact>> replacements;
  grpc::Status resolve = grpc::Status::OK;
  /// How every GetArtifact ends once its bytes were sent.
  grpc::Status end = grpc::Status::OK;
  /// Sends this many bytes and then nothing, without an end.
  std::optional<std::size_t> falls_silent_after;

 private:
  grpc::Status ResolveArtifacts(
      grpc::ServerContext* context,
      const org::apache::beam::model::job_management::v1::ResolveArtifactsRequest* request,
      org::apache::beam::model::job_management::v1::ResolveArtifactsResponse* response) override;
  grpc::Status GetArtifact(
      grpc::ServerContext* context, const org::apache::beam::model::job_management::v1::GetArtifactRequest* request,
      grpc::ServerWriter<org::apache::beam::model::job_management::v1::GetArtifactResponse>* writer) override;
  void Note(const std::string& method, const grpc::ServerContext& context);

  mutable std::mutex mutex_;
  std::vector<std::string> calls_;
  Gate release_;
  Server server_;
};

/// An artifact of the type file with this path, checksum and staged name.
FakeArtifactService::Artifact FileArtifact(const std::string& path, const std::string& sha256, const std::string& name);

}  // namespace beam::runners
