// MakeScheduler: the scheduler that a run needs.
#pragma once

#include <memory>

#include "runners/engine/run_resources.h"
#include "runners/engine/run_scheduler.h"

namespace beam::runners {

/// For the plan, the settings and the kind of run of `resources`.
std::unique_ptr<RunScheduler> MakeScheduler(RunResources& resources);

}  // namespace beam::runners
