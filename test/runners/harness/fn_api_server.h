// FnApiServer: the services of a runner on a port of this machine. A test accepts the streams that a worker opens and speaks on
// them; every call's worker id is written down.
//
// Thread-safe.
#pragma once

#include <grpcpp/grpcpp.h>
#include <org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h>
#include <org/apache/beam/model/fn_execution/v1/beam_provision_api.grpc.pb.h>

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "runners/harness/bounded_queue.h"
#include "runners/harness/bundle_processor.h"
#include "test/runners/harness/gate.h"

namespace beam::runners {

/// The server's end of a stream; the call is over once End is called or the client is gone.
template <class In, class Out>
class ServerStream {
 public:
  explicit ServerStream(grpc::ServerReaderWriter<Out, In>& stream) : stream_(stream) {}
  bool Read(In& message) { return stream_.Read(&message); }
  bool Write(const Out& message) { return stream_.Write(message); }
  void End(const grpc::Status& status = grpc::Status::OK) {
    status_ = status;
    ended_.Open();
  }
  grpc::Status Wait() {
    ended_.Wait();
    return status_;
  }

 private:
  grpc::ServerReaderWriter<Out, In>& stream_;
  Gate ended_;
  grpc::Status status_;
};

using ServerControl = ServerStream<fn::InstructionResponse, fn::InstructionRequest>;
using ServerData = ServerStream<fn::Elements, fn::Elements>;
using ServerState = ServerStream<fn::StateRequest, fn::StateResponse>;
using ServerStatus = ServerStream<fn::WorkerStatusResponse, fn::WorkerStatusRequest>;
using ServerLogging = ServerStream<fn::LogEntry::List, fn::LogControl>;

class FnApiServer final : public fn::BeamFnControl::Service,
                          public fn::BeamFnData::Service,
                          public fn::BeamFnState::Service,
                          public fn::BeamFnLogging::Service,
                          public fn::BeamFnWorkerStatus::Service,
                          public fn::ProvisionService::Service {
 public:
  FnApiServer();
  /// Ends every stream that the test has not ended.
  ~FnApiServer() override;

  int port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  fn::ProcessBundleDescriptor descriptor;
  fn::ProvisionInfo provision;

  std::shared_ptr<ServerControl> AcceptControl() { return Next(control_); }
  std::shared_ptr<ServerData> AcceptData() { return Next(data_); }
  std::shared_ptr<ServerState> AcceptState() { return Next(state_); }
  std::shared_ptr<ServerLogging> AcceptLogging() { return Next(logging_); }
  std::shared_ptr<ServerStatus> AcceptStatus() { return Next(status_); }
  /// "Method worker_id" of all calls.
  std::set<std::string> calls() const;

 private:
  template <class S>
  std::shared_ptr<S> Next(BoundedQueue<std::shared_ptr<S>>& opened) {
    std::shared_ptr<S> stream;
    opened.Pop(stream);
    return stream;
  }
  template <class S, class Call>
  grpc::Status Serve(BoundedQueue<std::shared_ptr<S>>& opened, Call& call);
  void Note(const std::string& method, const grpc::ServerContext& context);

  grpc::Status Control(grpc::ServerContext* context,
                       grpc::ServerReaderWriter<fn::InstructionRequest, fn::InstructionResponse>* stream) override;
  grpc::Status GetProcessBundleDescriptor(grpc::ServerContext* context,
                                          const fn::GetProcessBundleDescriptorRequest* request,
                                          fn::ProcessBundleDescriptor* response) override;
  grpc::Status Data(grpc::ServerContext* context,
                    grpc::ServerReaderWriter<fn::Elements, fn::Elements>* stream) override;
  grpc::Status State(grpc::ServerContext* context,
                     grpc::ServerReaderWriter<fn::StateResponse, fn::StateRequest>* stream) override;
  grpc::Status Logging(grpc::ServerContext* context,
                       grpc::ServerReaderWriter<fn::LogControl, fn::LogEntry::List>* stream) override;
  grpc::Status WorkerStatus(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<fn::WorkerStatusRequest, fn::WorkerStatusResponse>* stream) override;
  grpc::Status GetProvisionInfo(grpc::ServerContext* context, const fn::GetProvisionInfoRequest* request,
                                fn::GetProvisionInfoResponse* response) override;

  BoundedQueue<std::shared_ptr<ServerControl>> control_{100};
  BoundedQueue<std::shared_ptr<ServerData>> data_{100};
  BoundedQueue<std::shared_ptr<ServerState>> state_{100};
  BoundedQueue<std::shared_ptr<ServerLogging>> logging_{100};
  BoundedQueue<std::shared_ptr<ServerStatus>> status_{100};
  mutable std::mutex mutex_;
  std::set<std::string> calls_;
  std::vector<std::function<void()>> end_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace beam::runners
