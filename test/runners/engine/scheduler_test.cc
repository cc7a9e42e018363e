// The scheduler driven through random orders of events: it is a pure state machine, so a thousand runs take a second.
#include "runners/engine/scheduler.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace beam::runners {
namespace {

// Every other stage shares work.
Plan PlanOf(const std::vector<std::vector<StageId>>& depends_on) {
  Plan plan;
  for (const auto& depends : depends_on) {
    Stage stage;
    stage.id = plan.stages.size();
    stage.depends_on = depends;
    stage.shares_work = stage.id % 2 == 0;
    plan.stages.push_back(stage);
  }
  return plan;
}

/// Carries actions out in an order of its own choice and checks everything that the scheduler promises.
class Simulation {
 public:
  Simulation(const Plan& plan, std::vector<std::uint64_t> units, std::size_t workers, unsigned seed, bool one_unit)
      : plan_(plan),
        units_(std::move(units)),
        scheduler_(plan, SchedulerOptions{workers, one_unit}),
        random_(seed),
        done_units_(plan.stages.size()),
        drains_(plan.stages.size()),
        ran_(plan.stages.size()) {}

  enum class Mishap { kNone, kFailure, kCancel };

  void Run(Mishap mishap, int at_event) {
    Take(scheduler_.Start());
    for (int event = 0; !finished_; ++event) {
      REQUIRE((!open_.empty() || !running_.empty()));
      if (event == at_event && mishap == Mishap::kCancel) {
        stopping_ = true;
        Take(scheduler_.Cancel());
        continue;
      }
      Step(event == at_event && mishap == Mishap::kFailure);
    }
    CHECK(running_.empty());
  }

  const Scheduler& scheduler() const { return scheduler_; }
  void CheckComplete() const {
    for (std::size_t stage = 0; stage < plan_.stages.size(); ++stage) {
      CHECK(done_units_[stage].size() == units_[stage]);
      CHECK(drains_[stage] == ran_[stage]);
    }
  }

 private:
  void Take(const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      REQUIRE_FALSE(finished_);
      switch (action.kind) {
        case Action::Kind::kFinish:
          REQUIRE(running_.empty());
          finished_ = true;
          break;
        case Action::Kind::kOpenStage:
          for (const StageId on : plan_.stages[action.stage].depends_on) REQUIRE(Ended(on));
          open_.push_back(action);
          break;
        case Action::Kind::kFinalize:
          REQUIRE_FALSE(stopping_);
          running_.push_back(action);
          break;
        case Action::Kind::kRunBundle:
        case Action::Kind::kRunShare:
        case Action::Kind::kDrain:
          Begin(action);
          break;
      }
    }
  }
  void Begin(const Action& action) {
    REQUIRE_FALSE(stopping_);
    for (const Action& other : running_) REQUIRE(other.worker != action.worker);
    if (action.kind == Action::Kind::kRunBundle) {
      REQUIRE(action.units.count > 0);
      for (std::size_t i = 0; i < action.units.count; ++i) {
        REQUIRE(done_units_[action.stage].insert(action.units.first + i).second);
      }
      ran_[action.stage].insert(action.worker);
    } else if (action.kind == Action::Kind::kRunShare) {
      REQUIRE(plan_.stages[action.stage].shares_work);
      const auto reads = [&](const Action& other) {
        return other.stage == action.stage && other.kind != Action::Kind::kDrain;
      };
      REQUIRE(std::any_of(running_.begin(), running_.end(), reads));
      ran_[action.stage].insert(action.worker);
    } else {
      REQUIRE(ran_[action.stage].contains(action.worker));
      REQUIRE(drains_[action.stage].insert(action.worker).second);
    }
    running_.push_back(action);
  }
  bool Ended(StageId stage) const {
    const bool busy = std::any_of(running_.begin(), running_.end(), [&](const Action& a) { return a.stage == stage; });
    return !busy && done_units_[stage].size() == units_[stage] && drains_[stage] == ran_[stage];
  }
  void Step(bool fail) {
    if (random_() % 4 == 0) Take(scheduler_.LookAgain());
    if (!open_.empty() && (running_.empty() || random_() % 2 == 0)) {
      const Action action = open_.front();
      open_.pop_front();
      return Take(scheduler_.StageOpened(action.stage, units_[action.stage]));
    }
    const std::size_t chosen = random_() % running_.size();
    const Action action = running_[chosen];
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(chosen));
    if (fail) {
      stopping_ = true;
      Take(scheduler_.WorkFailed(action.worker, Status(StatusCode::kUnknown, "it broke")));
    } else if (action.kind == Action::Kind::kRunBundle || action.kind == Action::Kind::kRunShare) {
      EndBundle(action);
    } else if (action.kind == Action::Kind::kFinalize) {
      Take(scheduler_.Finalized(action.worker));
    } else {
      Take(scheduler_.Drained(action.worker));
    }
  }
  // A bundle that asks for it is finalized at once, where it ran, unless nobody wants it any more.
  void EndBundle(const Action& action) {
    BundleReport report;
    report.took_nothing = action.kind == Action::Kind::kRunShare && random_() % 2 == 0;
    report.finalizes = !report.took_nothing && random_() % 3 == 0;
    const std::vector<Action> actions = scheduler_.BundleDone(action.worker, report);
    std::size_t finalizations = 0;
    for (const Action& next : actions) {
      if (next.kind != Action::Kind::kFinalize) continue;
      ++finalizations;
      REQUIRE(next.worker == action.worker);
      REQUIRE(next.stage == action.stage);
    }
    REQUIRE(finalizations == (report.finalizes && !stopping_ ? 1 : 0));
    Take(actions);
  }

  const Plan& plan_;
  std::vector<std::uint64_t> units_;
  Scheduler scheduler_;
  std::mt19937 random_;
  std::deque<Action> open_;
  std::vector<Action> running_;
  std::vector<std::set<std::uint64_t>> done_units_;
  std::vector<std::set<std::size_t>> drains_;
  std::vector<std::set<std::size_t>> ran_;
  bool finished_ = false;
  bool stopping_ = false;
};

struct RandomRun {
  Plan plan;
  std::vector<std::uint64_t> units;
  std::size_t workers;
  bool one_unit;
};

RandomRun MakeRun(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::vector<StageId>> depends(1 + random() % 8);
  RandomRun run;
  for (StageId stage = 0; stage < depends.size(); ++stage) {
    for (StageId on = 0; on < stage; ++on) {
      if (random() % 3 == 0) depends[stage].push_back(on);
    }
    run.units.push_back(random() % 4 == 0 ? 0 : random() % 40);
  }
  run.plan = PlanOf(depends);
  run.workers = 1 + random() % 4;
  run.one_unit = random() % 2 == 0;
  return run;
}

TEST_CASE("every unit runs once, after what its stage depends on, whatever the order of events") {
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    INFO("seed = " << seed);
    const RandomRun run = MakeRun(seed);
    Simulation simulation(run.plan, run.units, run.workers, seed, run.one_unit);
    simulation.Run(Simulation::Mishap::kNone, -1);
    REQUIRE(simulation.scheduler().state() == Scheduler::State::kDone);
    simulation.CheckComplete();
  }
}

TEST_CASE("a failure at any event ends the run with that failure and starts nothing new") {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    INFO("seed = " << seed);
    const RandomRun run = MakeRun(seed);
    Simulation simulation(run.plan, run.units, run.workers, seed, run.one_unit);
    simulation.Run(Simulation::Mishap::kFailure, 3 + static_cast<int>(seed % 20));
    const Scheduler::State state = simulation.scheduler().state();
    REQUIRE((state == Scheduler::State::kFailed || state == Scheduler::State::kDone));
    if (state == Scheduler::State::kFailed) CHECK(simulation.scheduler().failure().message() == "it broke");
  }
}

TEST_CASE("a cancel at any event ends the run as cancelled and starts nothing new") {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    INFO("seed = " << seed);
    const RandomRun run = MakeRun(seed);
    Simulation simulation(run.plan, run.units, run.workers, seed, run.one_unit);
    simulation.Run(Simulation::Mishap::kCancel, static_cast<int>(seed % 25));
    const Scheduler::State state = simulation.scheduler().state();
    REQUIRE((state == Scheduler::State::kCancelled || state == Scheduler::State::kDone));
  }
}

// The kinds of the actions for one worker.
std::vector<Action::Kind> KindsFor(std::size_t worker, const std::vector<Action>& actions) {
  std::vector<Action::Kind> kinds;
  for (const Action& action : actions) {
    if (action.worker == worker && action.kind != Action::Kind::kFinish) kinds.push_back(action.kind);
  }
  return kinds;
}

TEST_CASE(
    "a worker with nothing left takes a share as long as there is one, and is drained when nobody reads any more") {
  using Kinds = std::vector<Action::Kind>;
  const Plan plan = PlanOf({{}});
  Scheduler scheduler(plan, SchedulerOptions{2, false});
  scheduler.Start();
  const std::vector<Action> first = scheduler.StageOpened(0, 1);
  CHECK(KindsFor(0, first) == Kinds{Action::Kind::kRunBundle});
  CHECK(KindsFor(1, first) == Kinds{Action::Kind::kRunShare});
  BundleReport nothing;
  nothing.took_nothing = true;
  CHECK(scheduler.BundleDone(1, nothing).empty());
  CHECK(KindsFor(1, scheduler.LookAgain()) == Kinds{Action::Kind::kRunShare});
  // What took something asks for more.
  CHECK(KindsFor(1, scheduler.BundleDone(1, {})) == Kinds{Action::Kind::kRunShare});
  CHECK(scheduler.BundleDone(1, nothing).empty());
  const std::vector<Action> last = scheduler.BundleDone(0, {});
  CHECK(KindsFor(0, last) == Kinds{Action::Kind::kDrain});
  CHECK(KindsFor(1, last) == Kinds{Action::Kind::kDrain});
  CHECK(scheduler.LookAgain().empty());
  scheduler.Drained(0);
  scheduler.Drained(1);
  CHECK(scheduler.state() == Scheduler::State::kDone);
}

TEST_CASE("a plan without stages is done at once") {
  const Plan plan;
  Scheduler scheduler(plan, SchedulerOptions{2, false});
  const std::vector<Action> actions = scheduler.Start();
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].kind == Action::Kind::kFinish);
  CHECK(scheduler.state() == Scheduler::State::kDone);
}

TEST_CASE("a cancel after the end changes nothing") {
  const Plan plan;
  Scheduler scheduler(plan, SchedulerOptions{1, false});
  scheduler.Start();
  CHECK(scheduler.Cancel().empty());
  CHECK(scheduler.state() == Scheduler::State::kDone);
}

}  // namespace
}  // namespace beam::runners
