#include "runners/portable/pool_worker.h"

#include <cstdio>
#include <utility>

#include "runners/harness/grpc_streams.h"
#include "runners/harness/harness.h"
#include "runners/harness/operator_bundle.h"
#include "runners/portable/worker_files.h"
#include "runners/portable/worker_leases.h"

namespace beam::runners {

namespace {

BootFlags FlagsOf(const fn::StartWorkerRequest& request) {
  BootFlags flags;
  flags.id = request.worker_id();
  flags.provision_endpoint = request.provision_endpoint().url();
  flags.artifact_endpoint = request.artifact_endpoint().url();
  flags.control_endpoint = request.control_endpoint().url();
  return flags;
}

}  // namespace

Status RunPoolWorker(const fn::StartWorkerRequest& request, std::stop_token stop,
                     std::shared_ptr<BundleProcessorFactory> factory) {
  const auto lease_name = request.params().find(kLeaseVariable);
  WorkerLease lease(lease_name == request.params().end() ? std::string() : lease_name->second);
  HarnessOptions options;
  options.worker_id = request.worker_id();
  auto transport = std::make_shared<GrpcTransport>(request.worker_id(), request.control_endpoint().url(),
                                                   request.logging_endpoint().url());
  Harness harness(std::move(options), std::move(transport), std::move(factory));
  const std::stop_callback on_stop(stop, [&] { harness.Stop(); });
  const Status end = harness.Run();
  lease.GiveBack();
  return end;
}

WorkerPool::RunWorker WorkersWith(std::shared_ptr<const internal::StagedFiles> files) {
  return [factory = std::make_shared<OperatorBundleFactory>(std::move(files))](const fn::StartWorkerRequest& request,
                                                                               std::stop_token stop) {
    return RunPoolWorker(request, std::move(stop), factory);
  };
}

WorkerPool::RunWorker PoolWorkers() {
  // Jobs without files share what is kept over bundles.
  return [shared = std::make_shared<OperatorBundleFactory>(std::make_shared<const internal::StagedFiles>())](
             const fn::StartWorkerRequest& request, std::stop_token stop) {
    const WorkerFiles files = RetrieveFiles(AskForProvision(FlagsOf(request)));
    return RunPoolWorker(request, std::move(stop),
                         files.paths->empty() ? shared : std::make_shared<OperatorBundleFactory>(files.paths));
  };
}

void PrintWorkerFailure(const std::string& worker, const Status& status) {
  std::fprintf(stderr, "worker %s: %s\n", worker.c_str(), status.ToString().c_str());
}

}  // namespace beam::runners
