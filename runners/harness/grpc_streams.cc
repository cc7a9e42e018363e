#include "runners/harness/grpc_streams.h"

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h>

#include <chrono>
#include <condition_variable>
#include <thread>
#include <utility>

#include "runners/harness/grpc_call.h"
#include "runners/harness/grpc_channel.h"
#include "runners/rpc/channel.h"

namespace beam::runners {

namespace {

constexpr std::chrono::seconds kDescriptorTimeout(60);
// The status comes with the end of the stream; this is only ever waited for if there is no end.
constexpr std::chrono::seconds kFinishTimeout(1);

/// gRPC allows one thread to read and one to write at a time.
template <class In, class Out>
class GrpcStream final : public Stream<In, Out> {
 public:
  using Call = std::unique_ptr<grpc::ClientReaderWriter<Out, In>>;

  /// `start` begins the call; the stream owns everything that the call needs.
  template <class Start>
  GrpcStream(std::shared_ptr<grpc::Channel> channel, const std::string& worker_id, Start start)
      : channel_(std::move(channel)) {
    SetWorkerId(context_, worker_id);
    call_ = start(&context_);
  }
  GrpcStream(const GrpcStream&) = delete;
  GrpcStream& operator=(const GrpcStream&) = delete;
  ~GrpcStream() override {
    if (finished_) return;
    context_.TryCancel();
    const grpc::Status ignored = call_->Finish();
  }

  bool Read(In& message) override {
    if (finished_) return false;
    if (call_->Read(&message)) return true;
    const Status end = Finish();
    std::lock_guard lock(mutex_);
    finished_ = true;
    end_ = end;
    return false;
  }
  bool Write(const Out& message) override { return WriteWith(message, grpc::WriteOptions()); }
  bool WriteSoon(const Out& message) override { return WriteWith(message, grpc::WriteOptions().set_buffer_hint()); }
  // While somebody writes, that thread ends the writing afterwards.
  void Close() override {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    if (!writing_) call_->WritesDone();
  }
  void Cancel() override { context_.TryCancel(); }
  Status end() const override {
    std::lock_guard lock(mutex_);
    return end_;
  }

 private:
  bool WriteWith(const Out& message, grpc::WriteOptions options) {
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return !writing_; });
    if (closed_) return false;
    writing_ = true;
    lock.unlock();
    const bool sent = call_->Write(message, options);
    lock.lock();
    writing_ = false;
    if (closed_) call_->WritesDone();
    turn_.notify_all();
    return sent;
  }
  // gRPC says in the same way that the stream has ended and that a message does not decode. In the latter case the runner does
  // not end the stream, and waiting for its status would never come to an end.
  Status Finish() {
    Status end;
    bool finished = false;
    bool undecodable = false;
    std::thread watch([&] {
      std::unique_lock lock(mutex_);
      undecodable = !turn_.wait_for(lock, kFinishTimeout, [&] { return finished; });
      if (undecodable) context_.TryCancel();
    });
    end = StatusOf(call_->Finish());
    {
      std::lock_guard lock(mutex_);
      finished = true;
      turn_.notify_all();
    }
    watch.join();
    if (!undecodable) return end;
    return Status(StatusCode::kDataLoss, "the runner sent a message that does not decode");
  }

  const std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  Call call_;
  mutable std::mutex mutex_;
  std::condition_variable turn_;
  bool writing_ = false;
  bool closed_ = false;
  // Written by the reading thread only.
  bool finished_ = false;
  Status end_;
};

}  // namespace

GrpcTransport::GrpcTransport(std::string worker_id, std::string control_address, std::string logging_address,
                             std::string status_address)
    : worker_id_(std::move(worker_id)),
      control_address_(std::move(control_address)),
      logging_address_(std::move(logging_address)),
      status_address_(std::move(status_address)) {
  RequireWorkerId(worker_id_);
}

GrpcTransport::~GrpcTransport() = default;

std::shared_ptr<grpc::Channel> GrpcTransport::Connect(const std::string& address) {
  std::shared_ptr<grpc::Channel> channel;
  {
    std::lock_guard lock(mutex_);
    if (shut_down_) throw Error(StatusCode::kCancelled, "the worker is shutting down; no stream is opened any more");
    std::shared_ptr<grpc::Channel>& known = channels_[address];
    if (known == nullptr) known = MakeGrpcChannel(address);
    channel = known;
  }
  AwaitConnected(*channel, address, [this] {
    std::lock_guard lock(mutex_);
    return shut_down_;
  });
  return channel;
}

std::shared_ptr<ControlStream> GrpcTransport::OpenControl() {
  const auto channel = Connect(control_address_);
  const auto stub = fn::BeamFnControl::NewStub(channel);
  return std::make_shared<GrpcStream<fn::InstructionRequest, fn::InstructionResponse>>(
      channel, worker_id_, [&](grpc::ClientContext* context) { return stub->Control(context); });
}

std::shared_ptr<LoggingStream> GrpcTransport::OpenLogging() {
  if (logging_address_.empty()) return nullptr;
  const auto channel = Connect(logging_address_);
  const auto stub = fn::BeamFnLogging::NewStub(channel);
  return std::make_shared<GrpcStream<fn::LogControl, fn::LogEntry::List>>(
      channel, worker_id_, [&](grpc::ClientContext* context) { return stub->Logging(context); });
}

std::shared_ptr<StatusStream> GrpcTransport::OpenStatus() {
  if (status_address_.empty()) return nullptr;
  const auto channel = Connect(status_address_);
  const auto stub = fn::BeamFnWorkerStatus::NewStub(channel);
  return std::make_shared<GrpcStream<fn::WorkerStatusRequest, fn::WorkerStatusResponse>>(
      channel, worker_id_, [&](grpc::ClientContext* context) { return stub->WorkerStatus(context); });
}

std::shared_ptr<DataStream> GrpcTransport::OpenData(const std::string& address) {
  const auto channel = Connect(address);
  const auto stub = fn::BeamFnData::NewStub(channel);
  return std::make_shared<GrpcStream<fn::Elements, fn::Elements>>(
      channel, worker_id_, [&](grpc::ClientContext* context) { return stub->Data(context); });
}

std::shared_ptr<StateStream> GrpcTransport::OpenState(const std::string& address) {
  const auto channel = Connect(address);
  const auto stub = fn::BeamFnState::NewStub(channel);
  return std::make_shared<GrpcStream<fn::StateResponse, fn::StateRequest>>(
      channel, worker_id_, [&](grpc::ClientContext* context) { return stub->State(context); });
}

fn::ProcessBundleDescriptor GrpcTransport::GetProcessBundleDescriptor(const std::string& id) {
  const auto stub = fn::BeamFnControl::NewStub(Connect(control_address_));
  fn::GetProcessBundleDescriptorRequest request;
  request.set_process_bundle_descriptor_id(id);
  fn::ProcessBundleDescriptor descriptor;
  grpc::ClientContext context;
  SetWorkerId(context, worker_id_);
  context.set_deadline(std::chrono::system_clock::now() + kDescriptorTimeout);
  {
    std::lock_guard lock(mutex_);
    calls_.insert(&context);
    if (shut_down_) context.TryCancel();
  }
  const Status status = StatusOf(stub->GetProcessBundleDescriptor(&context, request, &descriptor));
  {
    std::lock_guard lock(mutex_);
    calls_.erase(&context);
  }
  if (!status.ok()) throw Error(status.While("asking the runner for the descriptor of stage " + id));
  return descriptor;
}

void GrpcTransport::Shutdown() {
  std::lock_guard lock(mutex_);
  shut_down_ = true;
  for (grpc::ClientContext* call : calls_) call->TryCancel();
}

}  // namespace beam::runners
