#include "runners/portable/pool_worker.h"

#include <cstdio>
#include <utility>

#include "runners/harness/grpc_streams.h"
#include "runners/harness/harness.h"
#include "runners/harness/operator_bundle.h"

namespace beam::runners {

Status RunPoolWorker(const fn::StartWorkerRequest& request, std::stop_token stop,
                     std::shared_ptr<BundleProcessorFactory> factory) {
  HarnessOptions options;
  options.worker_id = request.worker_id();
  auto transport = std::make_shared<GrpcTransport>(request.worker_id(), request.control_endpoint().url(),
                                                   request.logging_endpoint().url());
  Harness harness(std::move(options), std::move(transport), std::move(factory));
  const std::stop_callback on_stop(stop, [&] { harness.Stop(); });
  return harness.Run();
}

WorkerPool::RunWorker PoolWorkers() {
  return [factory = std::make_shared<OperatorBundleFactory>()](const fn::StartWorkerRequest& request,
                                                               std::stop_token stop) {
    return RunPoolWorker(request, std::move(stop), factory);
  };
}

void PrintWorkerFailure(const std::string& worker, const Status& status) {
  std::fprintf(stderr, "worker %s: %s\n", worker.c_str(), status.ToString().c_str());
}

}  // namespace beam::runners
