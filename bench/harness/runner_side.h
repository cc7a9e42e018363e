// RunnerSide: the services of a runner for one worker: control, data, state and logging, on one port of this machine.
//
// Whoever drives a worker waits for its control stream, and then gives it one bundle after the other. For one driving thread.
#pragma once

#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "runners/rpc/server.h"

namespace beam::bench {

namespace fn = org::apache::beam::model::fn_execution::v1;

class RunnerSide final : public fn::BeamFnControl::Service,
                         public fn::BeamFnData::Service,
                         public fn::BeamFnState::Service,
                         public fn::BeamFnLogging::Service {
 public:
  RunnerSide();
  /// Ends the worker's streams.
  ~RunnerSide() override;

  const std::string& endpoint() const { return server_.endpoint(); }
  /// Until the worker has opened its control stream. `alive` is asked from time to time; throws std::runtime_error once it says no.
  void AwaitWorker(const std::function<bool()>& alive);
  /// What the worker may ask for, and what it is asked for each bundle.
  void SetStage(fn::ProcessBundleDescriptor descriptor, fn::ProcessBundleRequest request);
  /// Answers its requests about state, on the thread of its state stream; throws std::exception for what there is not.
  using ServeState = std::function<void(const fn::StateRequest& request, fn::StateResponse& response)>;
  void SetState(ServeState serve);
  /// Runs one bundle and returns all elements that it put out. Throws std::runtime_error if the worker says that it failed.
  std::string RunBundle(const std::vector<std::string>& messages, const std::string& source);
  /// Ends the control stream, which tells the worker to end.
  void EndWorker();

 private:
  template <class Call>
  void Hold(Call& call, Call*& stream);
  template <class Predicate>
  void Wait(std::unique_lock<std::mutex>& lock, Predicate&& predicate);
  void Receive(const fn::Elements& elements);
  fn::StateResponse Answer(const fn::StateRequest& request) const;
  void Respond(fn::InstructionResponse response);
  void SendData(const std::vector<std::string>& messages, const std::string& source);

  using ControlCall = grpc::ServerReaderWriter<fn::InstructionRequest, fn::InstructionResponse>;
  using DataCall = grpc::ServerReaderWriter<fn::Elements, fn::Elements>;

  grpc::Status Control(grpc::ServerContext*, ControlCall* call) override;
  grpc::Status GetProcessBundleDescriptor(grpc::ServerContext*, const fn::GetProcessBundleDescriptorRequest*,
                                          fn::ProcessBundleDescriptor* response) override;
  grpc::Status Data(grpc::ServerContext*, DataCall* call) override;
  grpc::Status State(grpc::ServerContext*,
                     grpc::ServerReaderWriter<fn::StateResponse, fn::StateRequest>* call) override;
  grpc::Status Logging(grpc::ServerContext*,
                       grpc::ServerReaderWriter<fn::LogControl, fn::LogEntry::List>* call) override;

  std::mutex mutex_;
  std::condition_variable changed_;
  fn::ProcessBundleDescriptor descriptor_;
  fn::ProcessBundleRequest request_;
  ServeState serve_state_;
  ControlCall* control_ = nullptr;
  DataCall* data_ = nullptr;
  bool ending_ = false;
  // Of the bundle that runs.
  std::uint64_t bundles_ = 0;
  std::string instruction_;
  std::string output_;
  bool output_ended_ = false;
  bool responded_ = false;
  std::string error_;
  // Declared last: it calls the members above from its first moment.
  runners::Server server_;
};

}  // namespace beam::bench
