#include "runners/portable/worker_main.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "runners/harness/boot.h"
#include "runners/harness/grpc_streams.h"
#include "runners/harness/harness.h"
#include "runners/harness/operator_bundle.h"
#include "runners/portable/build_identity.h"
#include "runners/portable/pool_worker.h"
#include "runners/portable/submitted_program.h"
#include "runners/portable/worker_files.h"
#include "runners/portable/worker_leases.h"
#include "runners/portable/worker_pool.h"

namespace beam::runners {

namespace {

constexpr std::string_view kPoolFlag = "--worker_pool";

int Report(const Status& status) {
  if (status.ok()) return EXIT_SUCCESS;
  std::fprintf(stderr, "worker: %s\n", status.ToString().c_str());
  return EXIT_FAILURE;
}

bool HasFlag(int argc, const char* const* argv, std::string_view flag) {
  return std::find(argv + 1, argv + argc, flag) != argv + argc;
}

// A worker that serves its runner to the end gives its lease back. One that gives up before that is missed by who has submitted the job,
// because not every runner says so when a worker does not come.
Status Serve(const Provision& provision, WorkerLease& lease) {
  const WorkerFiles files = RetrieveFiles(provision);
  auto transport =
      std::make_shared<GrpcTransport>(provision.endpoints.id, provision.endpoints.control_endpoint,
                                      provision.endpoints.logging_endpoint, provision.info.status_endpoint().url());
  Harness harness(OptionsFor(provision), std::move(transport), std::make_shared<OperatorBundleFactory>(files.paths));
  const Status end = harness.Run();
  lease.GiveBack();
  return end;
}

Status RunWorker(int argc, const char* const* argv, WorkerLease& lease) {
  const bool became = BecameSubmittedProgram();
  const Provision provision = AskForProvision(ParseBootFlags(argc, argv));
  Status difference = CompareBuild(provision.info.pipeline_options());
  if (difference.ok()) return Serve(provision, lease);
  if (became) return std::move(difference).While("running the program that the runner had for this job");
  if (HasFlag(argc, argv, kOnlyThisProgram)) return difference;
  // What this process becomes takes a lease of its own, as any worker does that replaces another one.
  return BecomeSubmittedProgram(provision, argc, argv, std::move(difference));
}

int ServeRunner(int argc, const char* const* argv) {
  WorkerLease lease;
  Status end;
  try {
    end = RunWorker(argc, argv, lease);
  } catch (const Error& error) {
    end = error.status();
  }
  return Report(end);
}

int PortOf(std::string_view flag) {
  const std::string_view text = flag.substr(std::min(flag.size(), kPoolFlag.size() + 1));
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (!text.empty() && (error != std::errc() || end != text.data() + text.size() || port < 0 || port > 65535)) {
    throw Error(StatusCode::kInvalidArgument, "--worker_pool=PORT takes a port; given: " + std::string(text));
  }
  return port;
}

// The signals that end a pool; blocked in all threads, so that they are waited for.
sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

int ServePool(std::string_view flag) {
  try {
    const sigset_t signals = EndSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const WorkerPool pool(PoolWorkers(), &PrintWorkerFailure, PortOf(flag));
    std::printf("worker pool: --environment_type=EXTERNAL --environment_config=%s\n", pool.endpoint().c_str());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    return EXIT_SUCCESS;
  } catch (const Error& error) {
    return Report(error.status());
  }
}

}  // namespace

std::optional<int> WorkerMain(int argc, const char* const* argv) {
  if (IsWorker(argc, argv)) return ServeRunner(argc, argv);
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == kPoolFlag || (flag.starts_with(kPoolFlag) && flag[kPoolFlag.size()] == '=')) return ServePool(flag);
  }
  return std::nullopt;
}

}  // namespace beam::runners
