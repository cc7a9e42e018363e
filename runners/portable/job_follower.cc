#include "runners/portable/job_follower.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace beam::runners {

namespace {

Status NoThread(const std::system_error& error) {
  return Status(
      StatusCode::kResourceExhausted,
      fmt::format("the machine has no thread left to follow a job with; end other programs; the error was: {}",
                  error.what()));
}

}  // namespace

// The two streams of one attempt, each read by a thread. The mutex of the follower guards the flags.
struct JobFollower::Streams {
  struct Stream {
    // `read` reads the stream to its end, `ended` says so.
    template <class Read, class Ended>
    void Open(Read read, Ended ended) {
      thread = std::thread([this, read = std::move(read), ended = std::move(ended)] {
        // How a stream ends says nothing about the job; whoever waits for both asks the service then.
        (void)read(context);
        ended(open);
      });
    }
    ~Stream() {
      context.TryCancel();
      if (thread.joinable()) thread.join();
    }

    grpc::ClientContext context;
    bool open = true;
    std::thread thread;
  };

  explicit Streams(JobFollower& follower) {
    const auto ended = [&follower](bool& open) {
      std::lock_guard lock(follower.mutex_);
      open = false;
      follower.changed_.notify_all();
    };
    messages.Open(
        [&follower](grpc::ClientContext& context) {
          return follower.client_.FollowMessages(context, follower.job_id_,
                                                 [&](const auto& response) { follower.Receive(response); });
        },
        ended);
    states.Open(
        [&follower](grpc::ClientContext& context) {
          return follower.client_.FollowStates(context, follower.job_id_,
                                               [&](const auto& event) { follower.SetState(event.state()); });
        },
        ended);
  }

  int open() const { return static_cast<int>(messages.open) + static_cast<int>(states.open); }

  Stream messages;
  Stream states;
};

JobFollower::JobFollower(JobClient& client, std::string job_id, OnMessage on_message, FollowSettings settings)
    : client_(client), job_id_(std::move(job_id)), on_message_(std::move(on_message)), settings_(settings) {
  try {
    thread_ = std::thread([this] { Follow(); });
  } catch (const std::system_error& error) {
    End(NoThread(error));
  }
}

JobFollower::~JobFollower() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    if (question_ != nullptr) question_->TryCancel();
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

jobs::JobState::Enum JobFollower::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

JobEnd JobFollower::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return end_.has_value(); });
  return *end_;
}

std::optional<JobEnd> JobFollower::Wait(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [this] { return end_.has_value(); });
  return end_;
}

void JobFollower::Follow() {
  try {
    while (!FollowOnce()) {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, settings_.reopen_after, [this] { return stopping_; })) return;
    }
  } catch (const std::system_error& error) {
    End(NoThread(error));
  }
}

// Opens the streams and reads them until the job's end is known. False if they ended before it.
bool JobFollower::FollowOnce() {
  Status answer;
  {
    Streams streams(*this);
    answer = WaitForEnd(streams);
  }
  std::unique_lock lock(mutex_);
  if (stopping_) return true;
  if (IsTerminal(state_)) {
    end_ = Ended();
    changed_.notify_all();
    return true;
  }
  lock.unlock();
  if (answer.ok()) return false;
  End(std::move(answer));
  return true;
}

// Returns when there is a terminal state and no message is to be expected any more, or when both streams have ended. Each
// time one ends without a terminal state the service is asked: it may keep the other stream open for ever, and say nothing
// there. The last answer is returned.
Status JobFollower::WaitForEnd(Streams& streams) {
  const auto over = [this] { return stopping_ || IsTerminal(state_); };
  Status answer;
  std::unique_lock lock(mutex_);
  // Streams may have ended already: it is the number of those opened that counts.
  int open = 2;
  while (open > 0 && !over()) {
    changed_.wait(lock, [&] { return over() || streams.open() < open; });
    open = streams.open();
    if (over()) break;
    lock.unlock();
    answer = AskState();
    lock.lock();
    // A service that is gone takes both streams with it, and was waited for once already.
    if (!answer.ok()) open = streams.open();
  }
  changed_.wait_for(lock, settings_.last_messages, [&] { return stopping_ || !streams.messages.open; });
  return answer;
}

Status JobFollower::AskState() {
  grpc::ClientContext context;
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return Status();
    question_ = &context;
  }
  jobs::JobState::Enum state = jobs::JobState::UNSPECIFIED;
  Status status = client_.AskState(context, job_id_, settings_.patience, state);
  if (status.ok()) SetState(state);
  std::lock_guard lock(mutex_);
  question_ = nullptr;
  return stopping_ ? Status() : status;
}

void JobFollower::Receive(const jobs::JobMessagesResponse& response) {
  if (response.has_state_response()) SetState(response.state_response().state());
  if (!response.has_message_response()) return;
  const jobs::JobMessage& message = response.message_response();
  if (message.importance() == jobs::JobMessage::JOB_MESSAGE_ERROR) {
    std::lock_guard lock(mutex_);
    last_error_ = message.message_text();
  }
  if (on_message_) on_message_(message);
}

void JobFollower::SetState(jobs::JobState::Enum state) {
  std::lock_guard lock(mutex_);
  // The streams are read side by side: one may still tell of an earlier state when the other has told the last.
  if (!IsTerminal(state_) && state != jobs::JobState::UNSPECIFIED) state_ = state;
  changed_.notify_all();
}

// The end of a job that can no longer be followed.
void JobFollower::End(Status status) {
  std::lock_guard lock(mutex_);
  const std::string known = state_ == jobs::JobState::UNSPECIFIED ? "unknown" : jobs::JobState::Enum_Name(state_);
  end_ = JobEnd{state_, std::move(status).While(fmt::format("following the job {} at {}, whose last known state was {}",
                                                            job_id_, client_.endpoint(), known))};
  changed_.notify_all();
}

// The end that the service reported. The mutex is held.
JobEnd JobFollower::Ended() const {
  const std::string running = fmt::format("running the job {} at {}", job_id_, client_.endpoint());
  if (state_ == jobs::JobState::FAILED) {
    const std::string reason =
        last_error_.empty() ? "the job failed and the job service gave no reason; look into the service's own log"
                            : last_error_;
    return {state_, Status(StatusCode::kUnknown, reason).While(running)};
  }
  if (state_ == jobs::JobState::CANCELLED) {
    return {state_, Status(StatusCode::kCancelled, "the job was cancelled").While(running)};
  }
  return {state_, Status()};
}

}  // namespace beam::runners
