// SimulatedExecutor: carries out the scheduler's actions on one thread, in an order that a seed decides. Bundles of several workers
// are open at once and end in any order, stages are opened late, the clock jumps, and, if asked for, the run is cancelled or a
// bundle fails. The same seed is the same run.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runners/engine/run_resources.h"
#include "runners/engine/run_scheduler.h"
#include "runners/engine/stage_instance.h"

namespace beam::testing {

/// What happens to a run that would go well.
enum class Mishap : std::uint8_t { kNone, kCancel, kFailure };

class SimulatedExecutor {
 public:
  SimulatedExecutor(runners::RunResources& resources, runners::RunScheduler& scheduler, std::uint64_t seed,
                    Mishap mishap);

  void Run();
  /// One line an event.
  const std::string& trace() const { return trace_; }

 private:
  using Action = runners::Action;

  std::uint64_t Below(std::uint64_t n) { return random_() % n; }
  void Take(const std::vector<Action>& actions);
  void Step();
  void MoveClock();
  void CarryOut(const Action& action);
  Status Do(const Action& action);
  runners::StageInstance& InstanceOf(const Action& action, Status& status);
  void Note(const std::string& line);

  runners::RunResources& resources_;
  runners::RunScheduler& scheduler_;
  std::mt19937_64 random_;
  Mishap mishap_;
  std::uint64_t mishap_at_;
  std::uint64_t steps_ = 0;
  std::vector<Action> open_;
  std::map<std::pair<std::size_t, runners::StageId>, std::unique_ptr<runners::StageInstance>> instances_;
  bool finished_ = false;
  std::string trace_;
};

}  // namespace beam::testing
