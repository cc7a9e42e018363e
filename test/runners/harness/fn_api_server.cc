#include "test/runners/harness/fn_api_server.h"

#include <catch2/catch.hpp>

namespace beam::runners {

FnApiServer::FnApiServer() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.SetMaxReceiveMessageSize(-1);
  builder.SetMaxSendMessageSize(-1);
  builder.RegisterService(static_cast<fn::BeamFnControl::Service*>(this));
  builder.RegisterService(static_cast<fn::BeamFnData::Service*>(this));
  builder.RegisterService(static_cast<fn::BeamFnState::Service*>(this));
  builder.RegisterService(static_cast<fn::BeamFnLogging::Service*>(this));
  builder.RegisterService(static_cast<fn::BeamFnWorkerStatus::Service*>(this));
  builder.RegisterService(static_cast<fn::ProvisionService::Service*>(this));
  server_ = builder.BuildAndStart();
  REQUIRE(server_ != nullptr);
}

FnApiServer::~FnApiServer() {
  {
    std::lock_guard lock(mutex_);
    for (const auto& end : end_) end();
  }
  server_->Shutdown(std::chrono::system_clock::now());
}

std::set<std::string> FnApiServer::calls() const {
  std::lock_guard lock(mutex_);
  return calls_;
}

void FnApiServer::Note(const std::string& method, const grpc::ServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto id = metadata.find("worker_id");
  std::lock_guard lock(mutex_);
  calls_.insert(method + " " + (id == metadata.end() ? "nobody" : std::string(id->second.data(), id->second.size())));
}

template <class S, class Call>
grpc::Status FnApiServer::Serve(BoundedQueue<std::shared_ptr<S>>& opened, Call& call) {
  auto stream = std::make_shared<S>(call);
  {
    std::lock_guard lock(mutex_);
    end_.push_back([stream] { stream->End(); });
  }
  // The worker may wait for the stream to be confirmed before the first message.
  call.SendInitialMetadata();
  opened.Push(stream);
  return stream->Wait();
}

grpc::Status FnApiServer::Control(grpc::ServerContext* context,
                                  grpc::ServerReaderWriter<fn::InstructionRequest, fn::InstructionResponse>* stream) {
  Note("Control", *context);
  return Serve(control_, *stream);
}

grpc::Status FnApiServer::GetProcessBundleDescriptor(grpc::ServerContext* context,
                                                     const fn::GetProcessBundleDescriptorRequest* request,
                                                     fn::ProcessBundleDescriptor* response) {
  Note("GetProcessBundleDescriptor", *context);
  if (request->process_bundle_descriptor_id() != descriptor.id()) return {grpc::StatusCode::NOT_FOUND, "no such stage"};
  *response = descriptor;
  return grpc::Status::OK;
}

grpc::Status FnApiServer::Data(grpc::ServerContext* context,
                               grpc::ServerReaderWriter<fn::Elements, fn::Elements>* stream) {
  Note("Data", *context);
  return Serve(data_, *stream);
}

grpc::Status FnApiServer::State(grpc::ServerContext* context,
                                grpc::ServerReaderWriter<fn::StateResponse, fn::StateRequest>* stream) {
  Note("State", *context);
  return Serve(state_, *stream);
}

grpc::Status FnApiServer::Logging(grpc::ServerContext* context,
                                  grpc::ServerReaderWriter<fn::LogControl, fn::LogEntry::List>* stream) {
  Note("Logging", *context);
  return Serve(logging_, *stream);
}

grpc::Status FnApiServer::WorkerStatus(
    grpc::ServerContext* context, grpc::ServerReaderWriter<fn::WorkerStatusRequest, fn::WorkerStatusResponse>* stream) {
  Note("WorkerStatus", *context);
  return Serve(status_, *stream);
}

grpc::Status FnApiServer::GetProvisionInfo(grpc::ServerContext* context, const fn::GetProvisionInfoRequest*,
                                           fn::GetProvisionInfoResponse* response) {
  Note("GetProvisionInfo", *context);
  *response->mutable_info() = provision;
  return grpc::Status::OK;
}

}  // namespace beam::runners
