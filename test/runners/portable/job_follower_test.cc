// Following a job: every way in which its end can be told, or not be told.

#include "runners/portable/job_follower.h"

#include <catch2/catch.hpp>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "test/runners/portable/fake_job_service.h"

namespace beam::testing {
namespace {

using runners::JobClient;
using runners::JobEnd;
using runners::JobFollower;
using std::chrono::milliseconds;

constexpr auto kError = jobs::JobMessage::JOB_MESSAGE_ERROR;
constexpr auto kWarning = jobs::JobMessage::JOB_MESSAGE_WARNING;
constexpr auto kBasic = jobs::JobMessage::JOB_MESSAGE_BASIC;

// A service that goes away is not waited for, and streams are opened again without a pause.
constexpr runners::FollowSettings kImpatient{
    .last_messages = milliseconds(0), .patience = milliseconds(1), .reopen_after = milliseconds(0)};
// What comes late is waited for: the test ends by what it waits for.
constexpr runners::FollowSettings kPatient{
    .last_messages = milliseconds(300'000), .patience = milliseconds(300'000), .reopen_after = milliseconds(0)};

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("a job that is done ends well, and its messages of all importances arrive in order") {
  Script script;
  script.messages.push_back(StateMessage(jobs::JobState::RUNNING));
  for (int importance = 0; importance <= 5; ++importance) {
    script.messages.push_back(
        Message(static_cast<jobs::JobMessage::MessageImportance>(importance), "message " + std::to_string(importance)));
  }
  script.messages.push_back(StateMessage(jobs::JobState::DONE));
  FakeJobService service(script);
  JobClient client(service.endpoint());
  std::vector<std::pair<int, std::string>> messages;
  JobFollower follower(
      client, FakeJobService::kJobId,
      [&](const jobs::JobMessage& message) { messages.emplace_back(message.importance(), message.message_text()); },
      kPatient);
  const JobEnd end = follower.Wait();
  CHECK(end.state == jobs::JobState::DONE);
  CHECK(end.status.ok());
  CHECK(follower.state() == jobs::JobState::DONE);
  REQUIRE(messages.size() == 6);
  for (int importance = 0; importance <= 5; ++importance) {
    CHECK(messages[static_cast<std::size_t>(importance)].first == importance);
    CHECK(messages[static_cast<std::size_t>(importance)].second == "message " + std::to_string(importance));
  }
}

TEST_CASE("the failure of a job is told by its last message of importance error") {
  FakeJobService service(
      {.messages = {Message(kError, "a bundle failed, trying again"), Message(kError, "RuntimeError: no\n  at line 3"),
                    Message(kWarning, "cleaning up"), StateMessage(jobs::JobState::FAILED)}});
  JobClient client(service.endpoint());
  JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
  const JobEnd end = follower.Wait();
  CHECK(end.state == jobs::JobState::FAILED);
  CHECK(end.status.code() == StatusCode::kUnknown);
  CHECK(end.status.message() == "RuntimeError: no\n  at line 3");
  CHECK(Contains(end.status.ToString(),
                 "while running the job " + std::string(FakeJobService::kJobId) + " at " + service.endpoint()));
}

TEST_CASE("an error that comes after the state FAILED is still the reason") {
  FakeJobService service({.messages = {StateMessage(jobs::JobState::FAILED), Message(kError, "the reason")},
                          .states = {jobs::JobState::FAILED}});
  JobClient client(service.endpoint());
  JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
  CHECK(follower.Wait().status.message() == "the reason");
}

TEST_CASE("a failure without a reason says where to look") {
  FakeJobService service({.messages = {Message(kBasic, "hello"), StateMessage(jobs::JobState::FAILED)}});
  JobClient client(service.endpoint());
  JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
  CHECK(Contains(follower.Wait().status.message(), "gave no reason; look into the service's own log"));
}

TEST_CASE("the end of a job may be told by the stream of states alone") {
  FakeJobService service({.messages = {Message(kError, "the reason")},
                          .messages_stay_open = true,
                          .states = {jobs::JobState::STARTING, jobs::JobState::RUNNING, jobs::JobState::FAILED}});
  JobClient client(service.endpoint());
  bool released = false;
  // The message may come after the state: the stream is waited for, and the fake ends it once the message is read.
  JobFollower follower(
      client, FakeJobService::kJobId,
      [&](const jobs::JobMessage&) {
        released = true;
        service.Release();
      },
      kPatient);
  const JobEnd end = follower.Wait();
  CHECK(released);
  CHECK(end.state == jobs::JobState::FAILED);
  CHECK(end.status.message() == "the reason");
}

TEST_CASE("a stream of messages that never ends does not keep a job that is done") {
  FakeJobService service({.messages_stay_open = true, .states = {jobs::JobState::DONE}});
  JobClient client(service.endpoint());
  JobFollower follower(client, FakeJobService::kJobId, {}, kImpatient);
  CHECK(follower.Wait().state == jobs::JobState::DONE);
}

TEST_CASE("when the messages end without a last state, the service is asked for it") {
  SECTION("and the stream of states has ended too") {
    FakeJobService service({.messages = {StateMessage(jobs::JobState::RUNNING), Message(kError, "the reason")},
                            .states = {jobs::JobState::RUNNING},
                            .asked = {jobs::JobState::FAILED}});
    JobClient client(service.endpoint());
    JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
    const JobEnd end = follower.Wait();
    CHECK(end.state == jobs::JobState::FAILED);
    CHECK(end.status.message() == "the reason");
  }
  SECTION("and the stream of states stays open and silent") {
    FakeJobService service({.states_stay_open = true, .asked = {jobs::JobState::DONE}});
    JobClient client(service.endpoint());
    JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
    CHECK(follower.Wait().status.ok());
  }
  SECTION("and the service knows no streams of states") {
    FakeJobService service({.knows_state_streams = false, .asked = {jobs::JobState::RUNNING, jobs::JobState::DONE}});
    JobClient client(service.endpoint());
    JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
    CHECK(follower.Wait().status.ok());
  }
}

TEST_CASE("streams that end while the job runs are opened again") {
  FakeJobService service({.asked = {jobs::JobState::RUNNING, jobs::JobState::RUNNING, jobs::JobState::RUNNING,
                                    jobs::JobState::RUNNING, jobs::JobState::RUNNING, jobs::JobState::DONE}});
  JobClient client(service.endpoint());
  JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
  CHECK(follower.Wait().state == jobs::JobState::DONE);
  // At most two questions go with each pair of streams.
  CHECK(service.message_streams() >= 3);
}

TEST_CASE("a service that disappears ends the following with what was known") {
  FakeJobService service({.messages = {StateMessage(jobs::JobState::RUNNING), Message(kBasic, "hello")},
                          .messages_stay_open = true,
                          .states = {jobs::JobState::RUNNING},
                          .states_stay_open = true});
  JobClient client(service.endpoint());
  std::promise<void> said;
  JobFollower follower(
      client, FakeJobService::kJobId, [&](const jobs::JobMessage&) { said.set_value(); },
      {.last_messages = milliseconds(0), .patience = milliseconds(1'000), .reopen_after = milliseconds(0)});
  said.get_future().wait();
  // The calls are cut off at once; the service's own handlers only notice when they are released.
  std::thread disappearing([&] { service.Disappear(); });
  const JobEnd end = follower.Wait();
  service.Release();
  disappearing.join();
  INFO(end.status.ToString());
  CHECK(end.state == jobs::JobState::RUNNING);
  CHECK(end.status.code() == StatusCode::kUnavailable);
  CHECK(Contains(end.status.message(), "the job service does not answer; start one there"));
  CHECK(Contains(end.status.message(), "call = GetState, endpoint = " + service.endpoint()));
  CHECK(Contains(end.status.ToString(), "while following the job " + std::string(FakeJobService::kJobId)));
  CHECK(Contains(end.status.ToString(), "whose last known state was RUNNING"));
}

TEST_CASE("a job that the service has forgotten is an error") {
  FakeJobService service({});
  JobClient client(service.endpoint());
  JobFollower follower(client, "forgotten", {}, kPatient);
  const JobEnd end = follower.Wait();
  INFO(end.status.ToString());
  CHECK(end.status.code() == StatusCode::kNotFound);
  CHECK(Contains(end.status.message(), "no such job: forgotten"));
  CHECK(Contains(end.status.ToString(), "last known state was unknown"));
}

TEST_CASE("a cancelled job ends as cancelled") {
  FakeJobService service({.messages = {StateMessage(jobs::JobState::RUNNING)},
                          .messages_stay_open = true,
                          .states = {jobs::JobState::RUNNING}});
  JobClient client(service.endpoint());
  JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
  service.WaitUntilMessagesSent();
  client.Cancel(follower.job_id());
  service.Release();
  const JobEnd end = follower.Wait();
  CHECK(end.state == jobs::JobState::CANCELLED);
  CHECK(end.status.code() == StatusCode::kCancelled);
  CHECK(Contains(end.status.ToString(), "the job was cancelled"));
}

TEST_CASE("drained and updated jobs have ended well") {
  for (const auto state : {jobs::JobState::DRAINED, jobs::JobState::UPDATED}) {
    FakeJobService service({.messages = {StateMessage(state)}});
    JobClient client(service.endpoint());
    JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
    const JobEnd end = follower.Wait();
    CHECK(end.state == state);
    CHECK(end.status.ok());
  }
}

TEST_CASE("waiting for a job that still runs gives nothing when the time is over, and the end later") {
  FakeJobService service({.messages = {StateMessage(jobs::JobState::RUNNING)},
                          .messages_stay_open = true,
                          .states_stay_open = true,
                          .asked = {jobs::JobState::DONE}});
  JobClient client(service.endpoint());
  JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
  CHECK_FALSE(follower.Wait(milliseconds(0)).has_value());
  CHECK_FALSE(follower.Wait(milliseconds(1)).has_value());
  service.Release();
  const std::optional<JobEnd> end = follower.Wait(milliseconds(300'000));
  REQUIRE(end.has_value());
  CHECK(end->status.ok());
  CHECK(follower.Wait(milliseconds(0)).has_value());
}

TEST_CASE("a follower that is destroyed stops following and leaves the job alone") {
  FakeJobService service({.messages_stay_open = true, .states_stay_open = true});
  JobClient client(service.endpoint());
  { const JobFollower follower(client, FakeJobService::kJobId, {}, kPatient); }
  CHECK_FALSE(service.cancelled);
  {
    const JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
    service.WaitUntilMessagesSent();
  }
  CHECK_FALSE(service.cancelled);
}

TEST_CASE("a follower that is destroyed waits neither for an answer nor for a service that is gone") {
  SECTION("the service is asked for the state and does not answer") {
    FakeJobService service({.answers_late = true});
    JobClient client(service.endpoint());
    const JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
    service.WaitUntilAsked();
  }
  SECTION("the service is gone") {
    FakeJobService service({});
    JobClient client(service.endpoint());
    service.Disappear();
    const JobFollower follower(client, FakeJobService::kJobId, {}, kPatient);
  }
}

TEST_CASE("several jobs are followed over one client") {
  FakeJobService service({.messages = {Message(kBasic, "hello"), StateMessage(jobs::JobState::DONE)}});
  JobClient client(service.endpoint());
  JobFollower first(client, FakeJobService::kJobId, {}, kPatient);
  JobFollower second(client, FakeJobService::kJobId, {}, kPatient);
  CHECK(second.Wait().status.ok());
  CHECK(first.Wait().status.ok());
}

}  // namespace
}  // namespace beam::testing
