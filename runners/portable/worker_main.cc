#include "runners/portable/worker_main.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "beam/base/error.h"
#include "runners/harness/boot.h"
#include "runners/harness/grpc_streams.h"
#include "runners/harness/harness.h"
#include "runners/harness/operator_bundle.h"
#include "runners/portable/build_identity.h"
#include "runners/portable/pool_worker.h"
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

Status RunWorker(const BootFlags& flags) {
  const Provision provision = AskForProvision(flags);
  if (Status status = CompareBuild(provision.info.pipeline_options()); !status.ok()) return status;
  auto transport =
      std::make_shared<GrpcTransport>(flags.id, provision.endpoints.control_endpoint,
                                      provision.endpoints.logging_endpoint, provision.info.status_endpoint().url());
  Harness harness(OptionsFor(provision), std::move(transport), std::make_shared<OperatorBundleFactory>());
  return harness.Run();
}

int ServeRunner(int argc, const char* const* argv) {
  WorkerLease lease;
  Status end;
  try {
    end = RunWorker(ParseBootFlags(argc, argv));
  } catch (const Error& error) {
    end = error.status();
  }
  lease.GiveBack();
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
