#include "test/runners/portable/fake_job_service.h"

#include <algorithm>
#include <utility>

namespace beam::testing {

jobs::JobMessagesResponse Message(jobs::JobMessage::MessageImportance importance, const std::string& text) {
  jobs::JobMessagesResponse response;
  response.mutable_message_response()->set_importance(importance);
  response.mutable_message_response()->set_message_text(text);
  return response;
}

jobs::JobMessagesResponse StateMessage(jobs::JobState::Enum state) {
  jobs::JobMessagesResponse response;
  response.mutable_state_response()->set_state(state);
  return response;
}

FakeJobService::FakeJobService(Script script)
    : script_(std::move(script)),
      server_(
          {static_cast<jobs::JobService::Service*>(this), static_cast<jobs::ArtifactStagingService::Service*>(this)},
          {.port = 0, .grace = std::chrono::milliseconds(0)}) {}

FakeJobService::~FakeJobService() {
  Release();
  server_.Shutdown();
}

void FakeJobService::Release() {
  std::lock_guard lock(mutex_);
  released_ = true;
  changed_.notify_all();
}

void FakeJobService::Disappear() { server_.Shutdown(); }

void FakeJobService::WaitUntilMessagesSent(int times) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return messages_sent_ >= times; });
}

int FakeJobService::message_streams() const {
  std::lock_guard lock(mutex_);
  return message_streams_;
}

void FakeJobService::WaitUntilAsked() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return asked_ > 0; });
}

void FakeJobService::WaitForRelease() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return released_; });
}

grpc::Status FakeJobService::KnownJob(const std::string& job_id) {
  if (job_id == kJobId) return grpc::Status::OK;
  return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such job: " + job_id);
}

grpc::Status FakeJobService::Prepare(grpc::ServerContext*, const jobs::PrepareJobRequest* request,
                                     jobs::PrepareJobResponse* response) {
  std::lock_guard lock(mutex_);
  if (!script_.prepare.ok()) return script_.prepare;
  prepared = *request;
  prepared_ = true;
  response->set_preparation_id(kPreparationId);
  if (script_.offers_staging) {
    response->mutable_artifact_staging_endpoint()->set_url(endpoint());
    response->set_staging_session_token(kStagingToken);
  }
  return grpc::Status::OK;
}

grpc::Status FakeJobService::ReverseArtifactRetrievalService(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<jobs::ArtifactRequestWrapper, jobs::ArtifactResponseWrapper>* stream) {
  jobs::ArtifactResponseWrapper hello;
  if (!stream->Read(&hello) || hello.staging_token() != kStagingToken ||
      hello.response_case() != jobs::ArtifactResponseWrapper::RESPONSE_NOT_SET) {
    violations.push_back("staging begins with the token alone");
  }
  for (const jobs::ArtifactRequestWrapper& request : script_.staging_requests) {
    stream->Write(request);
    std::vector<jobs::ArtifactResponseWrapper>& answers = staged.emplace_back();
    jobs::ArtifactResponseWrapper answer;
    do {
      if (!stream->Read(&answer)) return grpc::Status(grpc::StatusCode::CANCELLED, "the client went away");
      if (!answer.staging_token().empty()) violations.push_back("only the first answer carries the token");
      answers.push_back(answer);
    } while (request.has_get_artifact() && !answer.is_last());
  }
  std::lock_guard lock(mutex_);
  staging_ended = true;
  return grpc::Status::OK;
}

grpc::Status FakeJobService::Run(grpc::ServerContext*, const jobs::RunJobRequest* request,
                                 jobs::RunJobResponse* response) {
  std::lock_guard lock(mutex_);
  if (!prepared_ || request->preparation_id() != kPreparationId)
    violations.push_back("Run comes after Prepare, with its id");
  if (script_.offers_staging && !staging_ended) violations.push_back("Run comes after the end of staging");
  response->set_job_id(kJobId);
  return grpc::Status::OK;
}

grpc::Status FakeJobService::GetState(grpc::ServerContext*, const jobs::GetJobStateRequest* request,
                                      jobs::JobStateEvent* event) {
  std::unique_lock lock(mutex_);
  if (grpc::Status known = KnownJob(request->job_id()); !known.ok()) return known;
  event->set_state(cancelled ? jobs::JobState::CANCELLED : script_.asked[std::min(asked_, script_.asked.size() - 1)]);
  ++asked_;
  changed_.notify_all();
  if (script_.answers_late) changed_.wait(lock, [this] { return released_; });
  return grpc::Status::OK;
}

grpc::Status FakeJobService::Cancel(grpc::ServerContext*, const jobs::CancelJobRequest* request,
                                    jobs::CancelJobResponse* response) {
  std::lock_guard lock(mutex_);
  if (grpc::Status known = KnownJob(request->job_id()); !known.ok()) return known;
  cancelled = true;
  response->set_state(jobs::JobState::CANCELLING);
  return grpc::Status::OK;
}

grpc::Status FakeJobService::GetJobMetrics(grpc::ServerContext*, const jobs::GetJobMetricsRequest* request,
                                           jobs::GetJobMetricsResponse* response) {
  *response->mutable_metrics() = script_.metrics;
  return KnownJob(request->job_id());
}

grpc::Status FakeJobService::GetStateStream(grpc::ServerContext*, const jobs::GetJobStateRequest* request,
                                            grpc::ServerWriter<jobs::JobStateEvent>* writer) {
  if (!script_.knows_state_streams) return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
  for (const jobs::JobState::Enum state : script_.states) {
    jobs::JobStateEvent event;
    event.set_state(state);
    writer->Write(event);
  }
  if (script_.states_stay_open) WaitForRelease();
  return KnownJob(request->job_id());
}

grpc::Status FakeJobService::GetMessageStream(grpc::ServerContext*, const jobs::JobMessagesRequest* request,
                                              grpc::ServerWriter<jobs::JobMessagesResponse>* writer) {
  {
    std::lock_guard lock(mutex_);
    ++message_streams_;
  }
  for (const jobs::JobMessagesResponse& message : script_.messages) writer->Write(message);
  {
    std::lock_guard lock(mutex_);
    ++messages_sent_;
    changed_.notify_all();
  }
  if (script_.messages_stay_open) WaitForRelease();
  return KnownJob(request->job_id());
}

}  // namespace beam::testing
