// JobClient: the calls that a submitting program makes to a runner's job service, one function each.
//
// A client may be used from any thread, by many at once. Every function throws beam::Error when the call fails; the message
// says which call it was, to which address, what to do, and what the service said. Jobs are named by the id that Run returned,
// which some services make different from the id that Prepare returned.
#pragma once

#include <google/protobuf/struct.pb.h>
#include <org/apache/beam/model/job_management/v1/beam_job_api.grpc.pb.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "beam/base/status.h"
#include "runners/rpc/channel.h"

namespace beam::runners {

namespace jobs = org::apache::beam::model::job_management::v1;
namespace model = org::apache::beam::model::pipeline::v1;

/// True for the states that no other follows: DONE, FAILED, CANCELLED, UPDATED, DRAINED.
bool IsTerminal(jobs::JobState::Enum state);

struct JobClientSettings {
  /// How long the service may take to come up, when the client is made.
  std::chrono::milliseconds connect_timeout{20'000};
  /// How long the answer to one call may take. A large pipeline takes its time to be checked.
  std::chrono::milliseconds call_timeout{120'000};
};

class JobClient {
 public:
  /// Waits until the service at "host:port" answers.
  explicit JobClient(const std::string& endpoint, JobClientSettings settings = {});

  /// "127.0.0.1:8073", as it was given.
  const std::string& endpoint() const { return callee_.endpoint; }

  /// Hands the pipeline over. A service that does not support something in it may say so here, or only when the job runs.
  jobs::PrepareJobResponse Prepare(const model::Pipeline& pipeline, const google::protobuf::Struct& options,
                                   const std::string& job_name);
  /// Starts what was prepared, once its artifacts are staged, and returns the id of the job.
  std::string Run(const std::string& preparation_id);
  jobs::JobState::Enum GetState(const std::string& job_id);
  /// Also after the end of the job. Services differ in what they count and whether they call it attempted or committed.
  jobs::MetricResults GetMetrics(const std::string& job_id);
  /// Asks for the end of the job and returns its state now, which need not be the last yet.
  jobs::JobState::Enum Cancel(const std::string& job_id);

  /// Follow the job with a stream until the service ends it or the context is cancelled; `receive` is called on this thread.
  /// Returns how the stream ended, which does not say how the job did.
  Status FollowStates(grpc::ClientContext& context, const std::string& job_id,
                      const std::function<void(const jobs::JobStateEvent&)>& receive);
  Status FollowMessages(grpc::ClientContext& context, const std::string& job_id,
                        const std::function<void(const jobs::JobMessagesResponse&)>& receive);
  /// GetState that waits up to `patience` for a service that is not there, and can be cancelled through its context.
  Status AskState(grpc::ClientContext& context, const std::string& job_id, std::chrono::milliseconds patience,
                  jobs::JobState::Enum& state);

 private:
  void Check(const grpc::Status& status, const char* call) const;

  JobClientSettings settings_;
  Callee callee_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<jobs::JobService::Stub> stub_;
};

}  // namespace beam::runners
