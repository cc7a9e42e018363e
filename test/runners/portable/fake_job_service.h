// FakeJobService: a job service in this process that does what a test's script says, and checks what every client must keep
// to: Prepare, then staging to its end, then Run, and only ids that it gave out itself.
#pragma once

#include <org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h>
#include <org/apache/beam/model/job_management/v1/beam_job_api.grpc.pb.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runners/rpc/server.h"

namespace beam::testing {

namespace jobs = org::apache::beam::model::job_management::v1;
namespace model = org::apache::beam::model::pipeline::v1;

jobs::JobMessagesResponse Message(jobs::JobMessage::MessageImportance importance, const std::string& text);
jobs::JobMessagesResponse StateMessage(jobs::JobState::Enum state);

/// What the service does. A stream plays its entries; then it ends, or stays open until the test releases it.
struct Script {
  bool offers_staging = true;
  std::vector<jobs::ArtifactRequestWrapper> staging_requests = {};

  std::vector<jobs::JobMessagesResponse> messages = {};
  bool messages_stay_open = false;
  std::vector<jobs::JobState::Enum> states = {};
  bool states_stay_open = false;
  bool knows_state_streams = true;

  /// Answered to GetState one after another; the last one again and again.
  std::vector<jobs::JobState::Enum> asked = {jobs::JobState::RUNNING};
  /// GetState is answered only when the test releases it.
  bool answers_late = false;
  grpc::Status prepare = grpc::Status::OK;
  jobs::MetricResults metrics = {};
};

class FakeJobService : public jobs::JobService::Service, public jobs::ArtifactStagingService::Service {
 public:
  explicit FakeJobService(Script script);
  ~FakeJobService() override;

  const std::string& endpoint() const { return server_.endpoint(); }
  /// Ends the streams that stay open.
  void Release();
  /// The service is gone when this returns: its port is closed, its calls are cut off. Streams that stay open need Release.
  void Disappear();
  /// The last entry of the script of messages has been sent, `times` times over.
  void WaitUntilMessagesSent(int times = 1);
  int message_streams() const;
  /// GetState has been called, and need not have been answered.
  void WaitUntilAsked();

  static constexpr char kPreparationId[] = "preparation-7";
  static constexpr char kJobId[] = "job-007[other than the preparation]";
  static constexpr char kStagingToken[] = "token with spaces";

  // What was received; to be read when the call that brings it has returned.
  jobs::PrepareJobRequest prepared;
  /// For each staging request of the script, the answers up to the last one.
  std::vector<std::vector<jobs::ArtifactResponseWrapper>> staged;
  bool staging_ended = false;
  bool cancelled = false;
  std::vector<std::string> violations;

  grpc::Status Prepare(grpc::ServerContext*, const jobs::PrepareJobRequest*, jobs::PrepareJobResponse*) override;
  grpc::Status Run(grpc::ServerContext*, const jobs::RunJobRequest*, jobs::RunJobResponse*) override;
  grpc::Status GetState(grpc::ServerContext*, const jobs::GetJobStateRequest*, jobs::JobStateEvent*) override;
  grpc::Status Cancel(grpc::ServerContext*, const jobs::CancelJobRequest*, jobs::CancelJobResponse*) override;
  grpc::Status GetJobMetrics(grpc::ServerContext*, const jobs::GetJobMetricsRequest*,
                             jobs::GetJobMetricsResponse*) override;
  grpc::Status GetStateStream(grpc::ServerContext*, const jobs::GetJobStateRequest*,
                              grpc::ServerWriter<jobs::JobStateEvent>*) override;
  grpc::Status GetMessageStream(grpc::ServerContext*, const jobs::JobMessagesRequest*,
                                grpc::ServerWriter<jobs::JobMessagesResponse>*) override;
  grpc::Status ReverseArtifactRetrievalService(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<jobs::ArtifactRequestWrapper, jobs::ArtifactResponseWrapper>*) override;

 private:
  grpc::Status KnownJob(const std::string& job_id);
  void WaitForRelease();

  const Script script_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool prepared_ = false;
  bool released_ = false;
  int messages_sent_ = 0;
  int message_streams_ = 0;
  std::size_t asked_ = 0;
  runners::Server server_;
};

}  // namespace beam::testing
