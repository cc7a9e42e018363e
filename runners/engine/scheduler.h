// Scheduler: decides what runs when in a run whose inputs have an end: a stage begins when the stages that it reads have ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "beam/base/status.h"
#include "runners/engine/plan.h"
#include "runners/engine/run_scheduler.h"

namespace beam::runners {

struct SchedulerOptions {
  std::size_t workers = 1;
  bool one_unit_bundles = false;
};

class Scheduler final : public RunScheduler {
 public:
  Scheduler(const Plan& plan, SchedulerOptions options);

  std::vector<Action> Start() override;
  std::vector<Action> StageOpened(StageId stage, std::uint64_t units) override;
  std::vector<Action> BundleDone(std::size_t worker, const BundleReport& report) override;
  std::vector<Action> Finalized(std::size_t worker) override;
  std::vector<Action> Drained(std::size_t worker) override;
  std::vector<Action> WorkFailed(std::size_t worker, Status status) override;
  std::vector<Action> Cancel() override;
  std::vector<Action> Fail(Status status) override;
  std::vector<Action> LookAgain() override;
  std::vector<Action> TimePassed(Timestamp) override { return {}; }

  State state() const override { return state_; }
  const Status& failure() const override { return failure_; }
  std::size_t ended_stages() const override { return ended_; }
  std::size_t stage_count() const override { return stages_.size(); }

 private:
  enum class StageState : std::uint8_t { kWaiting, kOpening, kRunning, kEnded };
  struct StageRun {
    StageState state = StageState::kWaiting;
    std::vector<StageId> depends_on;
    std::uint64_t units = 0;
    std::uint64_t next_unit = 0;
    std::uint64_t bundle_units = 1;
    std::size_t busy = 0;           // workers that run a bundle or a drain of this stage
    std::size_t reading = 0;        // those of them that run a bundle
    bool shares = false;            // a worker may take over a part of what another one is processing
    bool nothing_to_share = false;  // by what was found last
    std::vector<bool> to_drain;     // workers that have an instance of this stage
  };
  struct Worker {
    bool busy = false;
    StageId stage = 0;
    bool reading = false;
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
