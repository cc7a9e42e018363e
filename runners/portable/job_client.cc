#include "runners/portable/job_client.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::runners {

bool IsTerminal(jobs::JobState::Enum state) {
  switch (state) {
    case jobs::JobState::DONE:
    case jobs::JobState::FAILED:
    case jobs::JobState::CANCELLED:
    case jobs::JobState::UPDATED:
    case jobs::JobState::DRAINED:
      return true;
    default:
      return false;
  }
}

JobClient::JobClient(const std::string& endpoint, JobClientSettings settings)
    : settings_(settings),
      callee_{"the job service", endpoint, "start one there, or name another with --job_endpoint=HOST:PORT"},
      channel_(Connect(callee_, settings.connect_timeout)),
      stub_(jobs::JobService::NewStub(channel_)) {}

void JobClient::Check(const grpc::Status& status, const char* call) const {
  if (!status.ok()) throw Error(CallStatusOver(*channel_, status, callee_, call));
}

jobs::PrepareJobResponse JobClient::Prepare(const model::Pipeline& pipeline, const google::protobuf::Struct& options,
                                            const std::string& job_name) {
  jobs::PrepareJobRequest request;
  *request.mutable_pipeline() = pipeline;
  *request.mutable_pipeline_options() = options;
  request.set_job_name(job_name);
  grpc::ClientContext context;
  SetDeadline(context, settings_.call_timeout);
  jobs::PrepareJobResponse response;
  Check(stub_->Prepare(&context, request, &response), "Prepare");
  return response;
}

std::string JobClient::Run(const std::string& preparation_id) {
  jobs::RunJobRequest request;
  request.set_preparation_id(preparation_id);
  grpc::ClientContext context;
  SetDeadline(context, settings_.call_timeout);
  jobs::RunJobResponse response;
  Check(stub_->Run(&context, request, &response), "Run");
  return response.job_id();
}

jobs::JobState::Enum JobClient::GetState(const std::string& job_id) {
  jobs::GetJobStateRequest request;
  request.set_job_id(job_id);
  grpc::ClientContext context;
  SetDeadline(context, settings_.call_timeout);
  jobs::JobStateEvent event;
  Check(stub_->GetState(&context, request, &event), "GetState");
  return event.state();
}

jobs::MetricResults JobClient::GetMetrics(const std::string& job_id) {
  jobs::GetJobMetricsRequest request;
  request.set_job_id(job_id);
  grpc::ClientContext context;
  SetDeadline(context, settings_.call_timeout);
  jobs::GetJobMetricsResponse response;
  Check(stub_->GetJobMetrics(&context, request, &response), "GetJobMetrics");
  return std::move(*response.mutable_metrics());
}

jobs::JobState::Enum JobClient::Cancel(const std::string& job_id) {
  jobs::CancelJobRequest request;
  request.set_job_id(job_id);
  grpc::ClientContext context;
  SetDeadline(context, settings_.call_timeout);
  jobs::CancelJobResponse response;
  Check(stub_->Cancel(&context, request, &response), "Cancel");
  return response.state();
}

Status JobClient::FollowStates(grpc::ClientContext& context, const std::string& job_id,
                               const std::function<void(const jobs::JobStateEvent&)>& receive) {
  jobs::GetJobStateRequest request;
  request.set_job_id(job_id);
  const auto stream = stub_->GetStateStream(&context, request);
  jobs::JobStateEvent event;
  while (stream->Read(&event)) receive(event);
  return CallStatus(stream->Finish(), callee_, "GetStateStream");
}

Status JobClient::FollowMessages(grpc::ClientContext& context, const std::string& job_id,
                                 const std::function<void(const jobs::JobMessagesResponse&)>& receive) {
  jobs::JobMessagesRequest request;
  request.set_job_id(job_id);
  const auto stream = stub_->GetMessageStream(&context, request);
  jobs::JobMessagesResponse response;
  while (stream->Read(&response)) receive(response);
  return CallStatus(stream->Finish(), callee_, "GetMessageStream");
}

Status JobClient::AskState(grpc::ClientContext& context, const std::string& job_id, std::chrono::milliseconds patience,
                           jobs::JobState::Enum& state) {
  jobs::GetJobStateRequest request;
  request.set_job_id(job_id);
  WaitForService(context, patience);
  jobs::JobStateEvent event;
  const grpc::Status status = stub_->GetState(&context, request, &event);
  state = event.state();
  return CallStatusOver(*channel_, status, callee_, "GetState");
}

}  // namespace beam::runners
