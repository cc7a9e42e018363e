#include "bench/harness/runner_side.h"

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <utility>

namespace beam::bench {

namespace {

// A worker that says nothing for so long has gone wrong.
constexpr std::chrono::minutes kSilence(2);
constexpr std::chrono::milliseconds kPoll(100);
constexpr std::chrono::milliseconds kGrace(500);

}  // namespace

RunnerSide::RunnerSide()
    : server_({static_cast<fn::BeamFnControl::Service*>(this), static_cast<fn::BeamFnData::Service*>(this),
               static_cast<fn::BeamFnState::Service*>(this), static_cast<fn::BeamFnLogging::Service*>(this)},
              {.port = 0, .grace = kGrace}) {}

RunnerSide::~RunnerSide() {
  EndWorker();
  server_.Shutdown();
}

void RunnerSide::AwaitWorker(const std::function<bool()>& alive) {
  std::unique_lock lock(mutex_);
  const auto deadline = std::chrono::steady_clock::now() + kSilence;
  while (control_ == nullptr) {
    changed_.wait_for(lock, kPoll);
    if (!alive()) throw std::runtime_error("the worker ended before it had connected");
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the worker does not connect");
  }
}

void RunnerSide::SetStage(fn::ProcessBundleDescriptor descriptor, fn::ProcessBundleRequest request) {
  const std::lock_guard lock(mutex_);
  descriptor_ = std::move(descriptor);
  request_ = std::move(request);
}

// Before the first bundle, so that nobody asks at the same time.
void RunnerSide::SetState(ServeState serve) { serve_state_ = std::move(serve); }

template <class Predicate>
void RunnerSide::Wait(std::unique_lock<std::mutex>& lock, Predicate&& predicate) {
  const auto done = [&] { return !error_.empty() || predicate(); };
  if (!changed_.wait_for(lock, kSilence, done)) throw std::runtime_error("the worker does not go on");
  if (!error_.empty()) throw std::runtime_error("the worker says: " + error_);
}

std::string RunnerSide::RunBundle(const std::vector<std::string>& messages, const std::string& source) {
  fn::InstructionRequest request;
  {
    const std::lock_guard lock(mutex_);
    instruction_ = "bundle-" + std::to_string(++bundles_);
    output_.clear();
    output_ended_ = responded_ = false;
    request.set_instruction_id(instruction_);
    *request.mutable_process_bundle() = request_;
  }
  control_->Write(request);
  SendData(messages, source);
  std::unique_lock lock(mutex_);
  Wait(lock, [this] { return responded_ && output_ended_; });
  return std::move(output_);
}

void RunnerSide::SendData(const std::vector<std::string>& messages, const std::string& source) {
  {
    std::unique_lock lock(mutex_);
    Wait(lock, [this] { return data_ != nullptr; });
  }
  fn::Elements elements;
  fn::Elements::Data& data = *elements.add_data();
  data.set_instruction_id(instruction_);
  data.set_transform_id(source);
  for (const std::string& message : messages) {
    data.set_data(message);
    data_->Write(elements);
  }
  data.clear_data();
  data.set_is_last(true);
  data_->Write(elements);
}

void RunnerSide::EndWorker() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  changed_.notify_all();
}

template <class Call>
void RunnerSide::Hold(Call& call, Call*& stream) {
  // A worker may wait for the stream to be confirmed before it goes on.
  call.SendInitialMetadata();
  const std::lock_guard lock(mutex_);
  stream = &call;
  changed_.notify_all();
}

grpc::Status RunnerSide::Control(grpc::ServerContext* context, ControlCall* call) {
  Hold(*call, control_);
  std::thread reader([&] {
    fn::InstructionResponse response;
    while (call->Read(&response)) Respond(std::move(response));
  });
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ending_; });
  }
  // The thread reads until the call is over, which it would only be after this handler.
  context->TryCancel();
  reader.join();
  return grpc::Status::OK;
}

void RunnerSide::Respond(fn::InstructionResponse response) {
  const std::lock_guard lock(mutex_);
  if (response.instruction_id() != instruction_) return;
  responded_ = true;
  error_ = response.error();
  changed_.notify_all();
}

grpc::Status RunnerSide::GetProcessBundleDescriptor(grpc::ServerContext*, const fn::GetProcessBundleDescriptorRequest*,
                                                    fn::ProcessBundleDescriptor* response) {
  const std::lock_guard lock(mutex_);
  *response = descriptor_;
  return grpc::Status::OK;
}

grpc::Status RunnerSide::Data(grpc::ServerContext*, DataCall* call) {
  Hold(*call, data_);
  fn::Elements elements;
  while (call->Read(&elements)) Receive(elements);
  return grpc::Status::OK;
}

void RunnerSide::Receive(const fn::Elements& elements) {
  const std::lock_guard lock(mutex_);
  for (const fn::Elements::Data& data : elements.data()) {
    if (data.instruction_id() != instruction_) continue;
    output_ += data.data();
    output_ended_ |= data.is_last();
  }
  changed_.notify_all();
}

grpc::Status RunnerSide::State(grpc::ServerContext*,
                               grpc::ServerReaderWriter<fn::StateResponse, fn::StateRequest>* call) {
  call->SendInitialMetadata();
  fn::StateRequest request;
  while (call->Read(&request)) call->Write(Answer(request));
  return grpc::Status::OK;
}

fn::StateResponse RunnerSide::Answer(const fn::StateRequest& request) const {
  fn::StateResponse response;
  response.set_id(request.id());
  try {
    serve_state_(request, response);
  } catch (const std::exception& error) {
    response.set_error(error.what());
  }
  return response;
}

grpc::Status RunnerSide::Logging(grpc::ServerContext*,
                                 grpc::ServerReaderWriter<fn::LogControl, fn::LogEntry::List>* call) {
  call->SendInitialMetadata();
  fn::LogEntry::List entries;
  while (call->Read(&entries)) {
    for (const fn::LogEntry& entry : entries.log_entries()) {
      if (entry.severity() < fn::LogEntry_Severity_Enum_ERROR) continue;
      std::fprintf(stderr, "worker: %s\n", entry.message().c_str());
    }
  }
  return grpc::Status::OK;
}

}  // namespace beam::bench
