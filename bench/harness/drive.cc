// The runner's side of the Fn API: gives the worker of an SDK the same bundles again and again, and prints what they cost it.
//
//   drive --work identity -- WORKER ARGUMENT...
//
// The worker is started with --pipeline=FILE --id=ID --control_endpoint=HOST:PORT --logging_endpoint=HOST:PORT added. It writes
// the proto of a pipeline that has the work in it (bench/harness/README.md) to the file, and then connects.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/harness/drive_stage.h"
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
  if (options.work == "lookup") return {LookupStage(pipeline, endpoint), std::make_unique<LookupWork>(options.sizes)};
  DriveStage stage = SumStage(pipeline, endpoint);
  const AccumulatorForm form = stage.accumulator;
  return {std::move(stage), std::make_unique<SumWork>(options.sizes, form)};
}

// Workers read a side input as a whole or key by key.
std::string ReadState(const DriveWork& work, const fn::StateKey& key) {
  if (key.has_iterable_side_input()) return work.SideInput();
  if (key.has_multimap_side_input()) return work.SideInputOf(key.multimap_side_input().key());
  throw std::runtime_error("the driver has no state of this kind: " + key.ShortDebugString());
}

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
  runner.SetStage(driven.stage.descriptor, driven.stage.request);
  runner.SetState([&](const fn::StateKey& key) { return ReadState(*driven.work, key); });

  const auto run = [&] { driven.work->Check(runner.RunBundle(driven.work->messages(), kDriveSource)); };
  for (std::int64_t i = 0; i < options.warm_bundles; ++i) run();
  const Stopwatch watch;
  const double start = worker->CpuSeconds();
  double cpu_seconds = 0;
  std::int64_t elements = 0;
  while (cpu_seconds * 1000 < static_cast<double>(options.cpu_milliseconds)) {
    run();
    elements += options.sizes.elements;
    cpu_seconds = worker->CpuSeconds() - start;
  }
  std::printf("checksum=%016" PRIx64 " seconds=%.4f cpu_seconds=%.4f peak_rss_mb=%.1f elements=%" PRId64
              " cpu_ns_per_element=%.2f\n",
              driven.work->checksum(), watch.Seconds(), cpu_seconds, worker->PeakRssMb(), elements,
              cpu_seconds * 1e9 / static_cast<double>(elements));
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
  flags.Finish();
  if (options.work != "identity" && options.work != "sum" && options.work != "lookup")
    flags.Fail("--work is identity, sum or lookup, not " + options.work);
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
