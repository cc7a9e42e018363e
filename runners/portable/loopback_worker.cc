#include "runners/portable/loopback_worker.h"

#include <utility>

#include "runners/harness/grpc_streams.h"
#include "runners/harness/harness.h"

namespace beam::runners {

Status RunLoopbackWorker(const fn::StartWorkerRequest& request, std::stop_token stop,
                         std::shared_ptr<BundleProcessorFactory> factory) {
  HarnessOptions options;
  options.worker_id = request.worker_id();
  auto transport = std::make_shared<GrpcTransport>(request.worker_id(), request.control_endpoint().url(),
                                                   request.logging_endpoint().url());
  Harness harness(std::move(options), std::move(transport), std::move(factory));
  const std::stop_callback on_stop(stop, [&] { harness.Stop(); });
  return harness.Run();
}

}  // namespace beam::runners
