// GrpcTransport: the way to a runner over the network. A worker for a StartWorkerRequest `start` of the Fn API is
//
//   beam::runners::HarnessOptions options;
//   options.worker_id = start.worker_id();
//   auto transport = std::make_shared<beam::runners::GrpcTransport>(
//       start.worker_id(), start.control_endpoint().url(), start.logging_endpoint().url());
//   beam::runners::Harness harness(options, transport, factory);
//   beam::Status end = harness.Run();   // on a thread of its own; harness.Stop() for StopWorker
//
// Thread-safe. Every call carries the worker's id as metadata, because runners serve all their workers on one port and tell them
// apart by it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "runners/harness/transport.h"

namespace grpc {
class Channel;
class ClientContext;
}  // namespace grpc

namespace beam::runners {

class GrpcTransport final : public Transport {
 public:
  /// An empty logging address means that the runner wants no logs, an empty status address that it asks for no status. Throws
  /// beam::Error for a worker id that cannot be sent.
  GrpcTransport(std::string worker_id, std::string control_address, std::string logging_address,
                std::string status_address = {});
  ~GrpcTransport() override;

  std::shared_ptr<ControlStream> OpenControl() override;
  std::shared_ptr<LoggingStream> OpenLogging() override;
  std::shared_ptr<StatusStream> OpenStatus() override;
  std::shared_ptr<DataStream> OpenData(const std::string& address) override;
  std::shared_ptr<StateStream> OpenState(const std::string& address) override;
  fn::ProcessBundleDescriptor GetProcessBundleDescriptor(const std::string& id) override;
  void Shutdown() override;

 private:
  std::shared_ptr<grpc::Channel> Connect(const std::string& address);

  const std::string worker_id_;
  const std::string control_address_;
  const std::string logging_address_;
  const std::string status_address_;
  std::mutex mutex_;
  bool shut_down_ = false;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
  std::set<grpc::ClientContext*> calls_;
};

}  // namespace beam::runners
