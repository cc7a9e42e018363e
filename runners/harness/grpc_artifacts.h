// GrpcArtifacts: the runner's artifact retrieval service as a source of artifacts.
#pragma once

#include <org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "runners/harness/artifacts.h"
#include "runners/rpc/call_status.h"

namespace beam::runners {

/// For one thread.
class GrpcArtifacts final : public ArtifactSource {
 public:
  /// `endpoint` is "host:port", and may be empty where nothing will be asked for. A transfer during which nothing comes for `patience` is given up.
  GrpcArtifacts(std::string worker_id, const std::string& endpoint,
                std::chrono::milliseconds patience = std::chrono::milliseconds(60'000));

  /// A service that does not know the question is answered for: artifacts are what they are.
  std::vector<Artifact> Resolve(const std::vector<Artifact>& artifacts) override;
  void Get(const Artifact& artifact, const Sink& sink) override;

 private:
  using Stub = org::apache::beam::model::job_management::v1::ArtifactRetrievalService::Stub;
  /// Connects when it is first used.
  Stub& Service();

  const std::string worker_id_;
  const Callee callee_;
  const std::chrono::milliseconds patience_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace beam::runners
