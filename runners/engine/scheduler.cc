#include "runners/engine/scheduler.h"

#include <algorithm>
#include <utility>

namespace beam::runners {

namespace {
// Enough bundles for each worker that unequal ones even out.
constexpr std::uint64_t kBundlesPerWorker = 8;
}  // namespace

Scheduler::Scheduler(const Plan& plan, SchedulerOptions options)
    : stages_(plan.stages.size()), workers_(options.workers), options_(options) {
  for (const Stage& stage : plan.stages) {
    stages_[stage.id].depends_on = stage.depends_on;
    stages_[stage.id].shares = stage.shares_work;
    stages_[stage.id].to_drain.assign(options.workers, false);
  }
}

std::vector<Action> Scheduler::Start() { return Proceed(); }

std::vector<Action> Scheduler::StageOpened(StageId id, std::uint64_t units) {
  StageRun& stage = stages_[id];
  stage.state = StageState::kRunning;
  stage.units = units;
  const std::uint64_t pieces = options_.workers * kBundlesPerWorker;
  stage.bundle_units = options_.one_unit_bundles ? 1 : std::max<std::uint64_t>(1, (units + pieces - 1) / pieces);
  return Proceed();
}

void Scheduler::Free(std::size_t worker) {
  StageRun& stage = stages_[workers_[worker].stage];
  if (workers_[worker].reading) --stage.reading;
  --stage.busy;
  workers_[worker] = Worker{};
}

std::vector<Action> Scheduler::BundleDone(std::size_t worker, const BundleReport& report) {
  const StageId id = workers_[worker].stage;
  stages_[id].nothing_to_share = report.took_nothing;
  stages_[id].to_drain[worker] = true;
  if (report.finalizes && !stopping_) return {FinalizeOn(worker, id)};
  Free(worker);
  return Proceed();
}

std::vector<Action> Scheduler::Finalized(std::size_t worker) {
  Free(worker);
  return Proceed();
}

std::vector<Action> Scheduler::LookAgain() {
  for (StageRun& stage : stages_) stage.nothing_to_share = false;
  return Proceed();
}

std::vector<Action> Scheduler::Drained(std::size_t worker) {
  stages_[workers_[worker].stage].to_drain[worker] = false;
  Free(worker);
  return Proceed();
}

std::vector<Action> Scheduler::WorkFailed(std::size_t worker, Status status) {
  Free(worker);
  return Stop(State::kFailed, std::move(status));
}

std::vector<Action> Scheduler::Cancel() {
  return Stop(State::kCancelled, Status(StatusCode::kCancelled, "the run was cancelled"));
}

std::vector<Action> Scheduler::Fail(Status status) { return Stop(State::kFailed, std::move(status)); }

// The first reason counts.
std::vector<Action> Scheduler::Stop(State state, Status status) {
  if (!stopping_ && !finished_) {
    stopping_ = true;
    state_ = state;
    failure_ = std::move(status);
  }
  return Proceed();
}

std::vector<Action> Scheduler::Proceed() {
  std::vector<Action> actions;
  if (finished_) return actions;
  if (!stopping_) {
    EndStages(actions);
    Assign(actions);
  }
  const bool all_ended = ended_ == stages_.size();
  if (AllIdle() && (stopping_ || all_ended)) {
    if (!stopping_) state_ = State::kDone;
    finished_ = true;
    actions.push_back(Action{});
  }
  return actions;
}

void Scheduler::EndStages(std::vector<Action>& actions) {
  for (StageRun& stage : stages_) {
    const bool drained =
        std::none_of(stage.to_drain.begin(), stage.to_drain.end(), [](bool to_drain) { return to_drain; });
    if (stage.state == StageState::kRunning && stage.next_unit == stage.units && stage.busy == 0 && drained) {
      stage.state = StageState::kEnded;
      ++ended_;
    }
  }
  OpenReady(actions);
}

void Scheduler::OpenReady(std::vector<Action>& actions) {
  for (StageId id = 0; id < stages_.size(); ++id) {
    StageRun& stage = stages_[id];
    if (stage.state != StageState::kWaiting) continue;
    const bool ready = std::all_of(stage.depends_on.begin(), stage.depends_on.end(),
                                   [&](StageId on) { return stages_[on].state == StageState::kEnded; });
    if (!ready) continue;
    stage.state = StageState::kOpening;
    Action open;
    open.kind = Action::Kind::kOpenStage;
    open.stage = id;
    actions.push_back(open);
  }
}

void Scheduler::Assign(std::vector<Action>& actions) {
  for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
    if (!workers_[worker].busy) AssignTo(worker, actions);
  }
}

bool Scheduler::AssignTo(std::size_t worker, std::vector<Action>& actions) {
  // Later stages first: what they read is memory that they give back.
  for (StageId id = stages_.size(); id-- > 0;) {
    StageRun& stage = stages_[id];
    if (stage.state != StageState::kRunning) continue;
    Action action;
    action.stage = id;
    action.worker = worker;
    if (stage.next_unit < stage.units) {
      action.kind = Action::Kind::kRunBundle;
      action.units.first = stage.next_unit;
      action.units.count = std::min(stage.bundle_units, stage.units - stage.next_unit);
      stage.next_unit += action.units.count;
    } else if (stage.shares && stage.reading > 0) {
      // Who has nothing left to read may still get something, and is not drained before.
      if (stage.nothing_to_share) continue;
      action.kind = Action::Kind::kRunShare;
    } else if (stage.to_drain[worker]) {
      action.kind = Action::Kind::kDrain;
    } else {
      continue;
    }
    const bool reads = action.kind != Action::Kind::kDrain;
    ++stage.busy;
    if (reads) ++stage.reading;
    workers_[worker] = Worker{true, id, reads};
    actions.push_back(action);
    return true;
  }
  return false;
}

bool Scheduler::AllIdle() const {
  return std::none_of(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.busy; });
}

}  // namespace beam::runners
