#include "test/simulation/simulated_executor.h"

namespace beam::testing {

using runners::StageInstance;

SimulatedExecutor::SimulatedExecutor(runners::RunResources& resources, runners::RunScheduler& scheduler,
                                     std::uint64_t seed, Mishap mishap)
    : resources_(resources), scheduler_(scheduler), random_(seed), mishap_(mishap), mishap_at_(Below(30)) {}

void SimulatedExecutor::Run() {
  resources_.clock().MoveTo(Timestamp::Millis(1'000'000));
  Take(scheduler_.Start());
  while (!finished_) Step();
  instances_.clear();
}

void SimulatedExecutor::Note(const std::string& line) { trace_ += "  " + line + "\n"; }

void SimulatedExecutor::Take(const std::vector<Action>& actions) {
  for (const Action& action : actions) {
    if (action.kind == Action::Kind::kFinish) {
      Note("finished");
      finished_ = true;
    } else {
      open_.push_back(action);
    }
  }
}

void SimulatedExecutor::Step() {
  if (mishap_ == Mishap::kCancel && steps_ == mishap_at_) {
    Note("cancelled");
    resources_.state().Cancel();
    Take(scheduler_.Cancel());
  }
  ++steps_;
  if (Below(8) == 0) Take(scheduler_.LookAgain());
  if (open_.empty() || Below(8) == 0) return MoveClock();
  const std::size_t index = Below(open_.size());
  const Action action = open_[index];
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
  CarryOut(action);
}

void SimulatedExecutor::MoveClock() {
  Timestamp now = resources_.clock().Now() + Duration(static_cast<std::int64_t>(Below(100)));
  if (const auto wakes_at = scheduler_.wakes_at(); wakes_at.has_value() && Below(2) == 0)
    now = std::max(now, *wakes_at);
  resources_.clock().MoveTo(now);
  Take(scheduler_.TimePassed(now));
}

void SimulatedExecutor::CarryOut(const Action& action) {
  const runners::Stage& stage = resources_.plan().stages[action.stage];
  const std::string what = "stage " + std::to_string(action.stage) + ", worker " + std::to_string(action.worker);
  if (action.kind == Action::Kind::kOpenStage) {
    Note("opened: stage " + std::to_string(action.stage));
    return Take(scheduler_.StageOpened(action.stage, resources_.UnitsOf(stage)));
  }
  Status status = Do(action);
  if (mishap_ == Mishap::kFailure && steps_ > mishap_at_ && status.ok()) {
    status = Status(StatusCode::kDataLoss, "a mishap");
    resources_.state().Fail(status);
  }
  if (!status.ok()) {
    Note("failed: " + what + ": " + status.message());
    instances_.erase({action.worker, action.stage});
    return Take(scheduler_.WorkFailed(action.worker, std::move(status)));
  }
  if (action.kind == Action::Kind::kDrain) {
    Note("drained: " + what);
    return Take(scheduler_.Drained(action.worker));
  }
  if (action.kind == Action::Kind::kFinalize) {
    Note("finalized: " + what);
    return Take(scheduler_.Finalized(action.worker));
  }
  Note("bundle of units " + std::to_string(action.units.first) + "+" + std::to_string(action.units.count) + ": " +
       what);
  runners::BundleReport report;
  if (resources_.streaming()) report = resources_.ReportOn(stage, action.units.first);
  // The pipelines have no callbacks; that a bundle is finalized at times shall change nothing.
  report.finalizes = Below(4) == 0;
  if (action.kind == Action::Kind::kRunShare) {
    // One thread runs one bundle at a time, so that there is never another one to take from.
    report.took_nothing = true;
    report.finalizes = false;
  }
  Take(scheduler_.BundleDone(action.worker, report));
}

StageInstance& SimulatedExecutor::InstanceOf(const Action& action, Status& status) {
  std::unique_ptr<StageInstance>& instance = instances_[{action.worker, action.stage}];
  if (instance == nullptr) {
    instance = std::make_unique<StageInstance>(resources_, resources_.plan().stages[action.stage], action.worker);
    status = instance->Open();
  }
  return *instance;
}

Status SimulatedExecutor::Do(const Action& action) {
  Status status;
  StageInstance& instance = InstanceOf(action, status);
  if (!status.ok()) return status;
  if (action.kind == Action::Kind::kDrain) {
    status = instance.Drain();
    instances_.erase({action.worker, action.stage});
    return status;
  }
  if (action.kind == Action::Kind::kFinalize) {
    instance.Finalize();
    return status;
  }
  if (action.kind == Action::Kind::kRunShare) {
    bool took = false;
    return instance.TakeShare(took);
  }
  if (!resources_.streaming()) return instance.RunBundle(action.units);
  internal::StreamPartition& partition =
      resources_.TakeArrivals(resources_.plan().stages[action.stage], action.units.first);
  partition.clocks = action.clocks;
  return instance.RunBundle(partition);
}

}  // namespace beam::testing
