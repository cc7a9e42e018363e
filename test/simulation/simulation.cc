// Deterministic simulation: random pipelines by the simulated executor, against the oracle. See README.md.
#include <cstdio>
#include <memory>
#include <string>

#include "beam/runner.h"
#include "runners/engine/make_scheduler.h"
#include "runners/engine/plan.h"
#include "test/random_options.h"
#include "test/random_pipelines/compare.h"
#include "test/random_pipelines/generate.h"
#include "test/simulation/simulated_executor.h"

namespace beam::testing {
namespace {

std::uint64_t seed_of_run = 0;
Mishap mishap_of_run = Mishap::kNone;
std::string trace_of_run;

// Half of the seeds run as if their inputs had no end.
class SimulatedRunner final : public Runner {
 public:
  PipelineResult Run(const internal::Graph& graph, const RunOptions& options) override {
    runners::EngineSettings settings = runners::MakeEngineSettings(options);
    settings.hash_seed = seed_of_run + 1;
    settings.threads = 1 + static_cast<int>(seed_of_run % 4);
    settings.forced.streaming = settings.forced.streaming || seed_of_run / 4 % 2 == 0;
    const runners::Plan plan =
        runners::MakePlan(graph, runners::PlanOptions{!settings.forced.no_fusion, !settings.forced.no_lifting});
    runners::RunResources resources(graph, plan, settings);
    const std::unique_ptr<runners::RunScheduler> scheduler = runners::MakeScheduler(resources);
    SimulatedExecutor executor(resources, *scheduler, seed_of_run, mishap_of_run);
    executor.Run();
    trace_of_run = executor.trace();
    return PipelineResult(runners::EndStateOf(scheduler->state()), scheduler->failure());
  }
};

// What is wrong with the run of a seed; empty if nothing is.
std::string RunSeed(std::uint64_t seed) {
  seed_of_run = seed;
  mishap_of_run = Mishap::kNone;
  const Spec spec = Generate(seed);
  std::string difference = Compare(spec, "simulated");
  if (!difference.empty()) return difference;
  const std::string first = trace_of_run;
  if (!Compare(spec, "simulated").empty() || trace_of_run != first) return "\n  the same seed was another run";
  // A run that is cancelled, or that fails, ends; what it has put out is no matter.
  for (const Mishap mishap : {Mishap::kCancel, Mishap::kFailure}) {
    mishap_of_run = mishap;
    (void)Compare(spec, "simulated");
  }
  return {};
}

}  // namespace

int RunSeeds(std::uint64_t count, std::uint64_t first) {
  RegisterRunner("simulated", [] { return std::make_unique<SimulatedRunner>(); });
  std::printf("%llu simulated runs from --seed %llu\n", static_cast<unsigned long long>(count),
              static_cast<unsigned long long>(first));
  std::fflush(stdout);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const std::string difference = RunSeed(seed);
    if (difference.empty()) continue;
    std::printf("FAILED: simulation --seed %llu --count 1%s\n%s\nthe run:\n%s", static_cast<unsigned long long>(seed),
                difference.c_str(), ToString(Generate(seed)).c_str(), trace_of_run.c_str());
    return 1;
  }
  std::printf("all agree with the naive runner\n");
  return 0;
}

}  // namespace beam::testing

int main(int argc, char** argv) {
  const beam::testing::RandomOptions options =
      beam::testing::ReadRandomOptions(argc, argv, {"simulation", "BEAM_SIMULATED_RUNS", 20, {}});
  return beam::testing::RunSeeds(options.count, options.seed);
}
