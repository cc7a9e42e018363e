// InProcessTransport: a runner and a worker in one process, connected by bounded queues. A test plays the runner with it, and
// ThreadSanitizer sees every thread of the harness, which it does not through gRPC.
//
// Thread-safe. Each stream has two ends of the type InProcessStream; the harness holds one, the runner the other.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "runners/harness/bounded_queue.h"
#include "runners/harness/transport.h"

namespace beam::runners {

/// Why a stream ended; both ends of it share one.
class StreamEnd {
 public:
  void Set(const Status& why) {
    std::lock_guard lock(mutex_);
    if (why_.ok()) why_ = why;
  }
  Status Get() const {
    std::lock_guard lock(mutex_);
    return why_;
  }

 private:
  mutable std::mutex mutex_;
  Status why_;
};

template <class In, class Out>
class InProcessStream final : public Stream<In, Out> {
 public:
  InProcessStream(std::shared_ptr<BoundedQueue<In>> in, std::shared_ptr<BoundedQueue<Out>> out,
                  std::shared_ptr<StreamEnd> end)
      : in_(std::move(in)), out_(std::move(out)), end_(std::move(end)) {}

  bool Read(In& message) override { return in_->Pop(message); }
  bool Write(const Out& message) override { return out_->Push(message); }
  void Close() override { out_->Close(); }
  void Cancel() override { Break(Status(StatusCode::kCancelled, "the stream was cancelled")); }
  Status end() const override { return end_->Get(); }

  /// Cancels, with the reason that the other side will see.
  void Break(const Status& why) {
    end_->Set(why);
    in_->Cancel();
    out_->Cancel();
  }

 private:
  std::shared_ptr<BoundedQueue<In>> in_;
  std::shared_ptr<BoundedQueue<Out>> out_;
  std::shared_ptr<StreamEnd> end_;
};

// The runner's ends.
using RunnerControlStream = InProcessStream<fn::InstructionResponse, fn::InstructionRequest>;
using RunnerDataStream = InProcessStream<fn::Elements, fn::Elements>;
using RunnerStateStream = InProcessStream<fn::StateRequest, fn::StateResponse>;
using RunnerStatusStream = InProcessStream<fn::WorkerStatusResponse, fn::WorkerStatusRequest>;
using RunnerLoggingStream = InProcessStream<fn::LogEntry::List, fn::LogControl>;

class InProcessTransport final : public Transport {
 public:
  struct Options {
    /// Messages that a direction of a stream holds before its writer waits.
    std::size_t capacity = 16;
    /// Answers GetProcessBundleDescriptor; may throw and may block.
    std::function<fn::ProcessBundleDescriptor(const std::string& id)> descriptor;
    /// Called before a stream is opened, with its kind ("control", "data", "state", "logging", "status"); refuses by throwing.
    std::function<void(const std::string& kind)> admit;
    bool logging = true;
    bool status = false;
  };
  explicit InProcessTransport(Options options);
  ~InProcessTransport() override;

  std::shared_ptr<ControlStream> OpenControl() override;
  std::shared_ptr<LoggingStream> OpenLogging() override;
  std::shared_ptr<StatusStream> OpenStatus() override;
  std::shared_ptr<DataStream> OpenData(const std::string& address) override;
  std::shared_ptr<StateStream> OpenState(const std::string& address) override;
  fn::ProcessBundleDescriptor GetProcessBundleDescriptor(const std::string& id) override;
  void Shutdown() override;

  // For the runner: wait until the worker opens its next stream of the kind. Null once the worker has shut down.
  std::shared_ptr<RunnerControlStream> AcceptControl();
  std::shared_ptr<RunnerLoggingStream> AcceptLogging();
  std::shared_ptr<RunnerStatusStream> AcceptStatus();
  std::shared_ptr<RunnerDataStream> AcceptData();
  std::shared_ptr<RunnerStateStream> AcceptState();

 private:
  template <class In, class Out>
  std::shared_ptr<Stream<In, Out>> Open(const std::string& kind,
                                        BoundedQueue<std::shared_ptr<InProcessStream<Out, In>>>& opened);

  const Options options_;
  BoundedQueue<std::shared_ptr<RunnerControlStream>> control_;
  BoundedQueue<std::shared_ptr<RunnerLoggingStream>> logging_;
  BoundedQueue<std::shared_ptr<RunnerStatusStream>> status_;
  BoundedQueue<std::shared_ptr<RunnerDataStream>> data_;
  BoundedQueue<std::shared_ptr<RunnerStateStream>> state_;
};

}  // namespace beam::runners
