// The runner's side of the Fn API: gives the worker of an SDK the same bundles again and again, and prints what they cost it.
//
//   drive --work identity -- WORKER ARGUMENT...
//
// The worker is started with --pipeline=FILE --id=ID --control_endpoint=HOST:PORT --logging_endpoint=HOST:PORT added. It writes
// the proto of a pipeline that has the work in it (bench/harness/README.md) to the file, and then connects.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/harness/drive_stage.h"
#include "bench/harness/drive_state.h"
#include "bench/harness/drive_work.h"
#include "bench/harness/runner_side.h"
#include "bench/harness/worker_process.h"
#include "bench/program/flags.h"
#include "bench/program/report.h"

namespace beam::bench {
namespace {

struct DriveOptions {
  std::string work;
  DriveSizes sizes;
  std::int64_t warm_bundles = 0;
  std::int64_t cpu_milliseconds = 0;  // of the worker, at least
  CacheTokens tokens = CacheTokens::kNone;
  std::vector<std::string> worker;
};

// A file for the worker's pipeline, gone with this.
class PipelineFile {
 public:
  PipelineFile() {
    const char* folder = std::getenv("TMPDIR");
    name_ = std::string(folder == nullptr ? "/tmp" : folder) + "/drive_pipeline_XXXXXX";
    const int file = mkstemp(name_.data());
    if (file < 0) throw std::runtime_error("no file can be made: " + name_);
    close(file);
  }
  PipelineFile(const PipelineFile&) = delete;
  PipelineFile& operator=(const PipelineFile&) = delete;
  ~PipelineFile() { std::remove(name_.c_str()); }

  const std::string& name() const { return name_; }
  model::Pipeline Read() const {
    std::ifstream file(name_, std::ios::binary);
    model::Pipeline pipeline;
    if (!pipeline.ParseFromIstream(&file) || pipeline.components().transforms().empty())
      throw std::runtime_error("the worker has not written its pipeline before it connected");
    return pipeline;
  }

 private:
  std::string name_;
};

struct Driven {
  DriveStage stage;
  std::unique_ptr<DriveWork> work;
};

Driven MakeWork(const DriveOptions& options, const model::Pipeline& pipeline, const std::string& endpoint) {
  if (options.work == "identity")
    return {IdentityStage(pipeline, endpoint), std::make_unique<IdentityWork>(options.sizes)};
  if (options.work == "lookup")
    return {LookupStage(pipeline, endpoint, options.tokens), std::make_unique<LookupWork>(options.sizes)};
  if (options.work == "state")
    return {StateStage(pipeline, endpoint, options.tokens), std::make_unique<StateWork>(options.sizes)};
  DriveStage stage = SumStage(pipeline, endpoint);
  const AccumulatorForm form = stage.accumulator;
  return {std::move(stage), std::make_unique<SumWork>(options.sizes, form)};
}

// Gives a worker bundles, and adds up what they cost it.
class Measurement {
 public:
  Measurement(RunnerSide& runner, const DriveWork& work, DriveState& state)
      : runner_(runner), work_(work), state_(state) {}

  void RunBundle() {
    state_.BeginBundle();
    work_.Check(runner_.RunBundle(work_.messages(), kDriveSource), bundles_++);
  }
  void Warm(std::int64_t bundles) {
    while (bundles_ < bundles) RunBundle();
    state_.ResetCounts();
  }
  void Measure(const WorkerProcess& worker, std::int64_t cpu_milliseconds) {
    const Stopwatch watch;
    const double start = worker.CpuSeconds();
    const std::int64_t first = bundles_;
    while (cpu_seconds_ * 1000 < static_cast<double>(cpu_milliseconds)) {
      RunBundle();
      cpu_seconds_ = worker.CpuSeconds() - start;
    }
    measured_ = bundles_ - first;
    seconds_ = watch.Seconds();
  }
  void Print(const WorkerProcess& worker, std::int64_t elements_of_bundle) const {
    const std::int64_t elements = measured_ * elements_of_bundle;
    const StateRequests requests = state_.requests();
    const auto bundles = static_cast<double>(measured_);
    std::printf("checksum=%016" PRIx64 " seconds=%.4f cpu_seconds=%.4f peak_rss_mb=%.1f elements=%" PRId64
                " cpu_ns_per_element=%.2f state_gets=%.2f state_writes=%.2f most_gets=%" PRId64 " most_writes=%" PRId64
                "\n",
                work_.checksum(), seconds_, cpu_seconds_, worker.PeakRssMb(), elements,
                cpu_seconds_ * 1e9 / static_cast<double>(elements), static_cast<double>(requests.gets) / bundles,
                static_cast<double>(requests.writes) / bundles, requests.most_gets, requests.most_writes);
  }

 private:
  RunnerSide& runner_;
  const DriveWork& work_;
  DriveState& state_;
  std::int64_t bundles_ = 0;
  std::int64_t measured_ = 0;
  double seconds_ = 0;
  double cpu_seconds_ = 0;
};

void Drive(const DriveOptions& options) {
  const PipelineFile file;
  std::vector<std::string> command = options.worker;
  std::unique_ptr<WorkerProcess> worker;
  RunnerSide runner;
  command.insert(command.end(), {"--pipeline=" + file.name(), "--id=driven", "--control_endpoint=" + runner.endpoint(),
                                 "--logging_endpoint=" + runner.endpoint()});
  worker = std::make_unique<WorkerProcess>(command);
  runner.AwaitWorker([&] { return worker->Alive(); });
  const Driven driven = MakeWork(options, file.Read(), runner.endpoint());
  DriveState state(*driven.work);
  runner.SetStage(driven.stage.descriptor, driven.stage.request);
  runner.SetState([&](const auto& request, auto& response) { state.Serve(request, response); });
  Measurement measurement(runner, *driven.work, state);
  measurement.Warm(options.warm_bundles);
  measurement.Measure(*worker, options.cpu_milliseconds);
  measurement.Print(*worker, options.sizes.elements);
  runner.EndWorker();
}

// Everything behind `--` is the worker's.
DriveOptions ReadOptions(int argc, char** argv) {
  DriveOptions options;
  int own = 0;
  while (own < argc && std::string_view(argv[own]) != "--") ++own;
  for (int i = own + 1; i < argc; ++i) options.worker.emplace_back(argv[i]);
  Flags flags(own, argv);
  options.work = flags.Text("work", "identity");
  options.sizes.elements = flags.Count("elements", options.sizes.elements);
  options.sizes.bytes = flags.Count("bytes", options.sizes.bytes);
  options.sizes.keys = flags.Count("keys", options.sizes.keys);
  options.sizes.message_bytes = flags.Count("message_bytes", options.sizes.message_bytes);
  options.warm_bundles = flags.Count("warm_bundles", 5);
  options.cpu_milliseconds = flags.Count("cpu_milliseconds", 2'000);
  if (flags.Switch("tokens")) options.tokens = CacheTokens::kSame;
  flags.Finish();
  constexpr std::string_view kWorks[] = {"identity", "sum", "lookup", "state"};
  if (std::find(std::begin(kWorks), std::end(kWorks), options.work) == std::end(kWorks))
    flags.Fail("--work is identity, sum, lookup or state, not " + options.work);
  if (options.worker.empty()) flags.Fail("write -- and the command of a worker behind the flags");
  return options;
}

}  // namespace
}  // namespace beam::bench

int main(int argc, char** argv) {
  const beam::bench::DriveOptions options = beam::bench::ReadOptions(argc, argv);
  try {
    beam::bench::Drive(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "drive: %s\n", error.what());
    return 1;
  }
  return 0;
}
