// Scheduler: decides what runs when. A pure state machine: events in, actions out; it has no threads, clock or files, so
// that a simulation can drive it through any order of events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "beam/base/status.h"
#include "beam/exec/operator.h"
#include "runners/engine/plan.h"

namespace beam::runners {

/// What the executor is asked to do. kOpenStage and kFinish concern no worker.
struct Action {
  enum class Kind : std::uint8_t {
    kOpenStage,  ///< Answer with StageOpened: how many units does the stage read?
    kRunBundle,  ///< Run `units` of the stage on the worker; answer with BundleDone or WorkFailed.
    kDrain,      ///< End the stage on the worker; answer with Drained or WorkFailed.
    kFinish      ///< The run has ended; nothing is running.
  };
  Kind kind = Kind::kFinish;
  StageId stage = 0;
  std::size_t worker = 0;
  internal::UnitRange units;
};

struct SchedulerOptions {
  std::size_t workers = 1;
  bool one_unit_bundles = false;
};

/// Not thread-safe; each event returns the actions it leads to, which must be carried out in order.
class Scheduler {
 public:
  enum class State : std::uint8_t { kRunning, kDone, kFailed, kCancelled };

  Scheduler(const Plan& plan, SchedulerOptions options);

  std::vector<Action> Start();
  std::vector<Action> StageOpened(StageId stage, std::uint64_t units);
  std::vector<Action> BundleDone(std::size_t worker);
  std::vector<Action> Drained(std::size_t worker);
  /// A bundle or a drain failed: nothing new starts, and the run ends when all workers are idle.
  std::vector<Action> WorkFailed(std::size_t worker, Status status);
  /// Ends the run early, for a reason that is no bundle's. Harmless when the run is ending already.
  std::vector<Action> Cancel();
  std::vector<Action> Fail(Status status);

  State state() const { return state_; }
  const Status& failure() const { return failure_; }
  /// Stages that have ended, and all: for a progress line.
  std::size_t ended_stages() const { return ended_; }
  std::size_t stage_count() const { return stages_.size(); }

 private:
  enum class StageState : std::uint8_t { kWaiting, kOpening, kRunning, kEnded };
  struct StageRun {
    StageState state = StageState::kWaiting;
    std::vector<StageId> depends_on;
    std::uint64_t units = 0;
    std::uint64_t next_unit = 0;
    std::uint64_t bundle_units = 1;
    std::size_t busy = 0;        // workers that run a bundle or a drain of this stage
    std::vector<bool> to_drain;  // workers that have an instance of this stage
  };
  struct Worker {
    bool busy = false;
    StageId stage = 0;
  };

  void OpenReady(std::vector<Action>& actions);
  void Assign(std::vector<Action>& actions);
  bool AssignTo(std::size_t worker, std::vector<Action>& actions);
  void EndStages(std::vector<Action>& actions);
  std::vector<Action> Stop(State state, Status status);
  std::vector<Action> Proceed();
  void Free(std::size_t worker);
  bool AllIdle() const;

  std::vector<StageRun> stages_;
  std::vector<Worker> workers_;
  SchedulerOptions options_;
  State state_ = State::kRunning;
  bool stopping_ = false;
  bool finished_ = false;
  Status failure_;
  std::size_t ended_ = 0;
};

}  // namespace beam::runners
