#include "runners/engine/make_scheduler.h"

#include "runners/engine/scheduler.h"
#include "runners/engine/stream_scheduler.h"

namespace beam::runners {

std::unique_ptr<RunScheduler> MakeScheduler(RunResources& resources) {
  const EngineSettings& settings = resources.settings();
  const auto workers = static_cast<std::size_t>(settings.threads);
  if (!resources.streaming()) {
    return std::make_unique<Scheduler>(resources.plan(),
                                       SchedulerOptions{workers, settings.forced.one_element_bundles});
  }
  const Timestamp now = resources.clock().Now();
  StreamSchedulerOptions options{workers, settings.memory_limit / 4};
  if (settings.drain_after.has_value()) options.truncate_at = internal::Later(now, *settings.drain_after);
  return std::make_unique<StreamScheduler>(resources.plan(), resources.PartitionCounts(), now, options);
}

}  // namespace beam::runners
