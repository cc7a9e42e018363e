// JobFollower: follows one job to its end, with threads of its own.
//
// Two streams of the job service are read side by side, that of the messages and that of the states, because no service can be
// relied on for both: one ends the stream of messages without having told how the job ended, another keeps a stream open after
// it has. The first to name a terminal state decides; what the other messages still say is waited for a little. When the
// streams end without one, the service is asked for the state: a job that still runs is followed with new streams, and the end
// of the service is an end too, with an error that says so.
//
// The follower does not own the job: its destruction ends the following, not the job.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "beam/base/status.h"
#include "runners/portable/job_client.h"

namespace beam::runners {

/// How a job ended. The status is ok for DONE, UPDATED and DRAINED. For FAILED its message is the last one of importance ERROR,
/// as the service sent it. When the service is gone the state is the last that was known.
struct JobEnd {
  jobs::JobState::Enum state = jobs::JobState::UNSPECIFIED;
  Status status;
};

struct FollowSettings {
  /// How long messages may still come after the job has ended.
  std::chrono::milliseconds last_messages{10'000};
  /// How long the service may be away before the job counts as lost.
  std::chrono::milliseconds patience{20'000};
  /// The pause before streams that ended too early are opened again.
  std::chrono::milliseconds reopen_after{1'000};
};

class JobFollower {
 public:
  /// Gets the messages in their order, on a thread of the follower; must not throw. Importances run from DEBUG to ERROR. After
  /// streams were opened anew, a service may send old messages again.
  using OnMessage = std::function<void(const jobs::JobMessage&)>;

  /// The client has to outlive the follower.
  JobFollower(JobClient& client, std::string job_id, OnMessage on_message = {}, FollowSettings settings = {});
  JobFollower(const JobFollower&) = delete;
  JobFollower& operator=(const JobFollower&) = delete;
  ~JobFollower();

  const std::string& job_id() const { return job_id_; }
  /// The last state that was heard of.
  jobs::JobState::Enum state() const;
  /// Waits for the end of the job. After it, no message is delivered any more.
  JobEnd Wait();
  /// The same, but nothing if the job has not ended within `timeout`.
  std::optional<JobEnd> Wait(std::chrono::milliseconds timeout);

 private:
  struct Streams;

  void Follow();
  bool FollowOnce();
  Status WaitForEnd(Streams& streams);
  Status AskState();
  void Receive(const jobs::JobMessagesResponse& response);
  void SetState(jobs::JobState::Enum state);
  void End(Status status);
  JobEnd Ended() const;

  JobClient& client_;
  const std::string job_id_;
  const OnMessage on_message_;
  const FollowSettings settings_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  jobs::JobState::Enum state_ = jobs::JobState::UNSPECIFIED;
  std::string last_error_;
  bool stopping_ = false;
  // What the destructor has to cancel; null while there is none.
  grpc::ClientContext* question_ = nullptr;
  std::optional<JobEnd> end_;
  std::thread thread_;
};

}  // namespace beam::runners
