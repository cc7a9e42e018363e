// StagingClient: hands a job service the files that the workers of a job need.
//
// Staging runs in reverse: this side opens a stream and shows its token, and from then on it is the service that asks, first
// for better descriptions of artifacts, then for the bytes of each. Only the artifacts that were offered are handed out,
// whatever the service asks for: a pipeline is sent to it, not the submitting machine's files.
#pragma once

#include <org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "runners/rpc/channel.h"

namespace beam::runners {

namespace jobs = org::apache::beam::model::job_management::v1;
namespace model = org::apache::beam::model::pipeline::v1;

/// The artifacts that the environments of a pipeline depend on, each once.
std::vector<model::ArtifactInformation> ArtifactsOf(const model::Pipeline& pipeline);

class StagingClient {
 public:
  /// Files are sent in pieces of this size, as other SDKs do; the last one is what is left.
  static constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

  /// Waits until the service at "host:port" answers.
  explicit StagingClient(const std::string& endpoint,
                         std::chrono::milliseconds connect_timeout = std::chrono::milliseconds(20'000));

  /// Serves artifacts of the types file and embedded until the service has what it wants, which may be nothing. Throws
  /// beam::Error: for an artifact that cannot be read, one of another type, one that was not offered, and a stream that ends
  /// with an error. One call at a time.
  void Stage(const std::vector<model::ArtifactInformation>& artifacts, const std::string& staging_token);

 private:
  Callee callee_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<jobs::ArtifactStagingService::Stub> stub_;
};

}  // namespace beam::runners
