#include "runners/direct/direct_runner.h"

#include <memory>

#include "beam/base/error.h"
#include "beam/exec/lowering.h"
#include "beam/exec/shipment.h"
#include "beam/exec/staged_files.h"
#include "beam/files_to_stage.h"
#include "runners/direct/in_process_executor.h"
#include "runners/engine/make_scheduler.h"
#include "runners/engine/plan.h"
#include "runners/engine/run_resources.h"

namespace beam::runners {

PipelineResult DirectRunner::Run(const internal::Graph& graph, const RunOptions& options) {
  const EngineSettings settings = MakeEngineSettings(options);
  const internal::StagedFiles files = internal::FilesToStage(options);
  const internal::StagedFilesScope scope(&files);
  if (!settings.forced.primitives_only && !settings.forced.ship_functions) return RunGraph(graph, settings);
  internal::Graph forced = settings.forced.primitives_only ? internal::LowerGroupings(graph, true) : graph;
  if (settings.forced.ship_functions) forced = internal::ShipFunctions(forced);
  return RunGraph(forced, settings);
}

PipelineResult DirectRunner::RunGraph(const internal::Graph& graph, const EngineSettings& settings) {
  const Plan plan = MakePlan(graph, PlanOptions{!settings.forced.no_fusion, !settings.forced.no_lifting});
  RunResources resources(graph, plan, settings);
  const std::unique_ptr<RunScheduler> scheduler = MakeScheduler(resources);
  InProcessExecutor(resources, *scheduler).Run();
  PipelineResult result(EndStateOf(scheduler->state()), scheduler->failure());
  result.set_element_counts(resources.ElementCounts());
  result.set_metrics(resources.Metrics());
  result.set_spilled_bytes(resources.SpilledBytes());
  return result;
}

}  // namespace beam::runners

// Named in the link options of target `beam` (-u), so that the linker keeps this file although nobody calls it.
extern "C" {
extern const bool beam_runner_direct;
const bool beam_runner_direct = [] {
  beam::RegisterRunner("direct", [] { return std::make_unique<beam::runners::DirectRunner>(); });
  return true;
}();
}
