#include "runners/harness/in_process_streams.h"

#include "beam/base/error.h"

namespace beam::runners {

namespace {

// More streams than this wait for a runner that does not accept them; a test would have to be wrong.
constexpr std::size_t kUnacceptedStreams = 1024;

template <class T>
T Next(BoundedQueue<T>& opened) {
  T stream;
  opened.Pop(stream);
  return stream;
}

}  // namespace

InProcessTransport::InProcessTransport(Options options)
    : options_(std::move(options)),
      control_(kUnacceptedStreams),
      logging_(kUnacceptedStreams),
      status_(kUnacceptedStreams),
      data_(kUnacceptedStreams),
      state_(kUnacceptedStreams) {}

InProcessTransport::~InProcessTransport() = default;

template <class In, class Out>
std::shared_ptr<Stream<In, Out>> InProcessTransport::Open(
    const std::string& kind, BoundedQueue<std::shared_ptr<InProcessStream<Out, In>>>& opened) {
  if (options_.admit) options_.admit(kind);
  auto down = std::make_shared<BoundedQueue<In>>(options_.capacity);
  auto up = std::make_shared<BoundedQueue<Out>>(options_.capacity);
  auto end = std::make_shared<StreamEnd>();
  if (!opened.Push(std::make_shared<InProcessStream<Out, In>>(up, down, end))) {
    throw Error(StatusCode::kUnavailable, "the transport is shut down; no " + kind + " stream can be opened any more");
  }
  return std::make_shared<InProcessStream<In, Out>>(down, up, end);
}

std::shared_ptr<ControlStream> InProcessTransport::OpenControl() {
  return Open<fn::InstructionRequest, fn::InstructionResponse>("control", control_);
}

std::shared_ptr<LoggingStream> InProcessTransport::OpenLogging() {
  if (!options_.logging) return nullptr;
  return Open<fn::LogControl, fn::LogEntry::List>("logging", logging_);
}

std::shared_ptr<StatusStream> InProcessTransport::OpenStatus() {
  if (!options_.status) return nullptr;
  return Open<fn::WorkerStatusRequest, fn::WorkerStatusResponse>("status", status_);
}

std::shared_ptr<DataStream> InProcessTransport::OpenData(const std::string&) {
  return Open<fn::Elements, fn::Elements>("data", data_);
}

std::shared_ptr<StateStream> InProcessTransport::OpenState(const std::string&) {
  return Open<fn::StateResponse, fn::StateRequest>("state", state_);
}

fn::ProcessBundleDescriptor InProcessTransport::GetProcessBundleDescriptor(const std::string& id) {
  if (options_.descriptor) return options_.descriptor(id);
  throw Error(StatusCode::kNotFound, "the runner knows no stages; descriptor = " + id);
}

void InProcessTransport::Shutdown() {
  control_.Close();
  logging_.Close();
  status_.Close();
  data_.Close();
  state_.Close();
}

std::shared_ptr<RunnerControlStream> InProcessTransport::AcceptControl() { return Next(control_); }
std::shared_ptr<RunnerLoggingStream> InProcessTransport::AcceptLogging() { return Next(logging_); }
std::shared_ptr<RunnerStatusStream> InProcessTransport::AcceptStatus() { return Next(status_); }
std::shared_ptr<RunnerDataStream> InProcessTransport::AcceptData() { return Next(data_); }
std::shared_ptr<RunnerStateStream> InProcessTransport::AcceptState() { return Next(state_); }

}  // namespace beam::runners
