// The scheduler of streaming runs: when partitions run, and what watermarks let through.
#include "runners/engine/stream_scheduler.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "beam/graph/graph.h"

namespace beam::runners {
namespace {

Timestamp At(std::int64_t millis) { return Timestamp::Millis(millis); }

// Three stages and two exchanges without end, which stage `i` writes for exchange `i`; how they hang together is a test's affair.
struct Stages {
  internal::Graph graph;
  Plan plan;

  Stages() {
    plan.stages.resize(3);
    plan.exchanges.resize(2);
    for (StageId id = 0; id < 3; ++id) plan.stages[id].id = id;
    for (ExchangeId id = 0; id < 2; ++id) {
      plan.exchanges[id].id = id;
      plan.exchanges[id].bounded = false;
      StageEdge edge;
      edge.into_exchange = true;
      edge.exchange = id;
      plan.stages[id].edges.push_back(edge);
    }
  }
  void MakeSource(StageId stage) {
    if (graph.nodes().empty()) graph.AddNode(internal::NodeKind::kSource, "test:source", "Source", {});
    plan.stages[stage].source = &graph.node(0);
  }
  StreamScheduler Schedule(std::size_t workers, std::vector<std::size_t> partitions = {1, 2, 1}) const {
    return StreamScheduler(plan, partitions, At(0), StreamSchedulerOptions{workers});
  }
};

// Stage 0, a source, writes what stage 1 reads, whose output stage 2 reads.
struct Chain : Stages {
  Chain() {
    MakeSource(0);
    plan.stages[1].reads = 0;
    plan.stages[2].reads = 1;
  }
};

// Two sources; stage 2 reads what source 0 writes, and looks at what source 1 writes.
struct Gated : Stages {
  Gated() {
    MakeSource(0);
    MakeSource(1);
    plan.stages[2].reads = 0;
    plan.stages[2].growing_sides = {1};
  }
};

// A source that goes on at once, and whose watermark stands at `watermark`.
BundleReport Goes(Timestamp watermark, std::vector<Arrival> arrivals = {}) {
  BundleReport report;
  report.hold = watermark;
  report.next_processing_time = Timestamp::Min();
  report.arrivals = std::move(arrivals);
  return report;
}

const Action& Only(const std::vector<Action>& actions) {
  REQUIRE(actions.size() == 1);
  return actions[0];
}

TEST_CASE("a source runs first, and what it wrote is read before it goes on") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(1);
  CHECK(Only(scheduler.Start()).stage == 0);
  const Action next = Only(scheduler.BundleDone(0, Goes(At(5), {{0, 1}})));
  CHECK(next.stage == 1);
  CHECK(next.units.first == 1);
  CHECK(Only(scheduler.BundleDone(0, {})).stage == 0);
}

TEST_CASE("the watermark of an input waits for what has not been read") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(1);
  scheduler.Start();
  scheduler.BundleDone(0, Goes(At(5)));
  CHECK(scheduler.OutputWatermark(0) == At(5));
  CHECK(scheduler.InputWatermark(1) == At(5));
  // What this bundle wrote belongs to the time before it: at 5 it was not known yet that 9 would come.
  scheduler.BundleDone(0, Goes(At(9), {{0, 0}}));
  CHECK(scheduler.OutputWatermark(0) == At(9));
  CHECK(scheduler.InputWatermark(1) == At(5));
  scheduler.BundleDone(0, {});
  CHECK(scheduler.InputWatermark(1) == At(9));
}

TEST_CASE("the watermark of an output waits for what a partition holds") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(1);
  scheduler.Start();
  scheduler.BundleDone(0, Goes(At(5), {{0, 0}}));
  BundleReport holding;
  holding.hold = At(3);
  holding.next_event_time = At(8);
  scheduler.BundleDone(0, holding);
  CHECK(scheduler.InputWatermark(1) == At(5));
  CHECK(scheduler.OutputWatermark(1) == At(3));
  const Action due = Only(scheduler.BundleDone(0, Goes(At(8))));
  CHECK(due.stage == 1);
  CHECK(due.units.first == 0);
  CHECK(due.clocks.watermark == At(8));
  scheduler.BundleDone(0, {});
  CHECK(scheduler.OutputWatermark(1) == At(8));
}

TEST_CASE("a partition that waits for the clock runs when it is there") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(2);
  scheduler.Start();
  BundleReport report;
  report.hold = At(0);
  report.next_processing_time = At(100);
  CHECK(scheduler.BundleDone(0, report).empty());
  CHECK(scheduler.wakes_at() == At(100));
  CHECK(scheduler.TimePassed(At(99)).empty());
  CHECK(Only(scheduler.TimePassed(At(100))).clocks.processing_time == At(100));
}

TEST_CASE("a source pauses while too much waits, and everything else does not") {
  const Chain chain;
  StreamScheduler scheduler(chain.plan, {1, 2, 1}, At(0), StreamSchedulerOptions{1, 1000});
  scheduler.Start();
  BundleReport full = Goes(At(1), {{0, 0}});
  full.waiting_bytes = 1001;
  CHECK(Only(scheduler.BundleDone(0, full)).stage == 1);
  BundleReport still_full;
  still_full.waiting_bytes = 1001;
  still_full.arrivals = {{1, 0}};
  CHECK(Only(scheduler.BundleDone(0, still_full)).stage == 2);
  // Nobody reads what waits now: it must not keep the source from going on.
  BundleReport last;
  last.waiting_bytes = 1001;
  CHECK(Only(scheduler.BundleDone(0, last)).stage == 0);
}

TEST_CASE("over an input that has an end, time stands still until all of it has been read") {
  Chain chain;
  chain.plan.exchanges[0].bounded = true;
  StreamScheduler scheduler = chain.Schedule(1);
  scheduler.Start();
  scheduler.BundleDone(0, Goes(At(5), {{0, 0}}));
  scheduler.BundleDone(0, {});
  CHECK(scheduler.OutputWatermark(0) == At(5));
  CHECK(scheduler.InputWatermark(1) == Timestamp::Min());
  scheduler.BundleDone(0, {});
  CHECK(scheduler.InputWatermark(1) == Timestamp::Max());
}

// The exchange of a splittable DoFn; nobody makes its operators here.
struct ReadsOn final : internal::ExchangeFactory {
  bool by_key() const override { return false; }
  bool reads_on() const override { return true; }
  internal::Owned<internal::Operator> MakeWriter(std::size_t, bool, internal::BlockStore&,
                                                 const internal::OperatorContext&) const override {
    return {};
  }
  internal::Owned<internal::SourceOperator> MakeReader(bool, const std::vector<internal::BlockStore*>&,
                                                       const internal::OperatorContext&) const override {
    return {};
  }
};

TEST_CASE("a drained run tells what makes more of what it has read once to come to an end") {
  Chain chain;
  const ReadsOn reads_on;
  chain.plan.exchanges[0].factory = &reads_on;
  StreamSchedulerOptions options{1};
  options.truncate_at = At(10);
  StreamScheduler scheduler(chain.plan, {1, 1, 1}, At(0), options);
  scheduler.Start();
  CHECK_FALSE(Only(scheduler.BundleDone(0, Goes(Timestamp::Max(), {{0, 0}}))).truncates);
  BundleReport waits;
  waits.hold = At(0);
  CHECK(Only(scheduler.BundleDone(0, waits)).stage == 0);
  CHECK(scheduler.BundleDone(0, {}).empty());
  CHECK(scheduler.wakes_at() == At(10));
  CHECK(Only(scheduler.TimePassed(At(10))).truncates);
  CHECK(scheduler.BundleDone(0, waits).empty());
  CHECK(scheduler.TimePassed(At(20)).empty());
}

TEST_CASE("what makes more of what it has read pauses while too much waits, unless more has come to it") {
  Chain chain;
  const ReadsOn reads_on;
  chain.plan.exchanges[0].factory = &reads_on;
  for (const std::uint64_t left : {1001, 1000}) {
    StreamScheduler scheduler(chain.plan, {1, 2, 1}, At(0), StreamSchedulerOptions{2, 1000});
    scheduler.Start();
    BundleReport full = Goes(At(1), {{0, 0}, {0, 1}});
    full.waiting_bytes = 1001;
    CHECK(scheduler.BundleDone(0, full).size() == 2);
    BundleReport goes_on = Goes(At(1));
    goes_on.waiting_bytes = left;
    const std::vector<Action> next = scheduler.BundleDone(0, goes_on);
    if (left > 1000) {
      CHECK(next.empty());
    } else {
      CHECK(Only(next).stage == 1);
    }
  }
}

TEST_CASE("the run ends when the watermark is at the end of time, after a drain of each instance") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(1);
  scheduler.Start();
  scheduler.BundleDone(0, Goes(At(5), {{0, 0}}));
  const Action drain = Only(scheduler.BundleDone(0, [] {
    BundleReport report;
    report.hold = Timestamp::Max();
    return report;
  }()));
  // The source goes on, and says that it has come to its end.
  CHECK(drain.stage == 0);
  CHECK(Only(scheduler.BundleDone(0, {})).kind == Action::Kind::kDrain);
  CHECK(Only(scheduler.Drained(0)).kind == Action::Kind::kDrain);
  CHECK(Only(scheduler.Drained(0)).kind == Action::Kind::kFinish);
  CHECK(scheduler.state() == RunScheduler::State::kDone);
}

TEST_CASE("a bundle that fails ends the run when the others have ended") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(2);
  scheduler.Start();
  scheduler.BundleDone(0, Goes(At(1), {{0, 0}, {0, 1}}));
  CHECK(scheduler.WorkFailed(0, Status(StatusCode::kInternal, "broken")).empty());
  CHECK(Only(scheduler.BundleDone(1, {})).kind == Action::Kind::kFinish);
  CHECK(scheduler.state() == RunScheduler::State::kFailed);
  CHECK(scheduler.failure().message() == "broken");
}

TEST_CASE("a bundle is committed before it is finalized, and its worker does nothing else meanwhile") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(2, {1, 1, 1});
  CHECK(Only(scheduler.Start()).worker == 0);
  BundleReport report = Goes(At(5), {{0, 0}});
  report.finalizes = true;
  const std::vector<Action> actions = scheduler.BundleDone(0, report);
  REQUIRE(actions.size() == 2);
  CHECK(actions[0].kind == Action::Kind::kFinalize);
  CHECK(actions[0].worker == 0);
  CHECK(actions[0].stage == 0);
  // What it wrote is read by the other worker.
  CHECK(actions[1].kind == Action::Kind::kRunBundle);
  CHECK(actions[1].worker == 1);
  CHECK(actions[1].stage == 1);
  CHECK(scheduler.OutputWatermark(0) == At(5));
  CHECK(Only(scheduler.Finalized(0)).worker == 0);
}

TEST_CASE("a run does not end, and no bundle is finalized behind a failure, before what is finalized has returned") {
  const Chain chain;
  StreamScheduler scheduler = chain.Schedule(2, {1, 1, 1});
  scheduler.Start();
  BundleReport report = Goes(At(5), {{0, 0}});
  report.finalizes = true;
  REQUIRE(scheduler.BundleDone(0, report).size() == 2);
  scheduler.Fail(Status(StatusCode::kInternal, "broken"));
  CHECK(scheduler.BundleDone(1, report).empty());
  CHECK(Only(scheduler.Finalized(0)).kind == Action::Kind::kFinish);
  CHECK(scheduler.state() == RunScheduler::State::kFailed);
}

// Plays all stages with chance: bundles end in any order, write anywhere, hold and wait for times, and the clock moves.
class Simulation {
 public:
  explicit Simulation(std::uint64_t seed) : random_(seed), scheduler_(chain_.Schedule(3, {1, 4, 2})) {}

  void Run() {
    Take(scheduler_.Start());
    for (int step = 0; step < 20'000 && !finished_; ++step) Step();
    CHECK(finished_);
    CHECK(scheduler_.state() == RunScheduler::State::kDone);
  }

 private:
  std::uint64_t Below(std::uint64_t n) { return random_() % n; }

  void Take(const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      if (action.kind == Action::Kind::kFinish) {
        CHECK(open_.empty());
        finished_ = true;
        continue;
      }
      for (const Action& other : open_) {
        CHECK(other.worker != action.worker);
        const bool same = other.stage == action.stage && other.units.first == action.units.first;
        CHECK_FALSE((same && other.kind == action.kind && action.kind == Action::Kind::kRunBundle));
      }
      open_.push_back(action);
    }
    for (StageId stage = 0; stage < 3; ++stage) {
      CHECK(scheduler_.InputWatermark(stage) >= inputs_[stage]);
      CHECK(scheduler_.OutputWatermark(stage) <= scheduler_.InputWatermark(stage));
      inputs_[stage] = scheduler_.InputWatermark(stage);
    }
  }
  void Step() {
    if (open_.empty() || Below(10) == 0) {
      now_ = now_ + Duration(static_cast<std::int64_t>(Below(50)) + 1);
      Take(scheduler_.TimePassed(now_));
      return;
    }
    const std::size_t index = Below(open_.size());
    const Action action = open_[index];
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
    if (action.kind == Action::Kind::kDrain) return Take(scheduler_.Drained(action.worker));
    if (action.kind == Action::Kind::kFinalize) return Take(scheduler_.Finalized(action.worker));
    BundleReport report = action.stage == 0 ? SourceReport() : ReaderReport(action);
    report.finalizes = Below(4) == 0;
    Take(scheduler_.BundleDone(action.worker, report));
  }
  BundleReport SourceReport() {
    BundleReport report;
    if (++source_bundles_ > 200) return report;
    source_watermark_ = source_watermark_ + Duration(static_cast<std::int64_t>(Below(20)));
    report = Goes(source_watermark_);
    if (Below(3) == 0) report.next_processing_time = now_ + Duration(5);
    if (Below(2) == 0) report.arrivals.push_back({0, Below(4)});
    return report;
  }
  BundleReport ReaderReport(const Action& action) {
    BundleReport report;
    const Timestamp watermark = action.clocks.watermark;
    if (action.stage == 1 && Below(2) == 0) report.arrivals.push_back({1, Below(2)});
    if (watermark < At(100'000) && Below(2) == 0) {
      report.hold = watermark + Duration(static_cast<std::int64_t>(Below(30)));
      report.next_event_time = report.hold + Duration(1);
    }
    return report;
  }

  std::mt19937_64 random_;
  Chain chain_;
  StreamScheduler scheduler_;
  std::vector<Action> open_;
  Timestamp inputs_[3] = {Timestamp::Min(), Timestamp::Min(), Timestamp::Min()};
  Timestamp now_;
  Timestamp source_watermark_;
  int source_bundles_ = 0;
  bool finished_ = false;
};

// A source that waits until `until` on the clock, and whose watermark stands at `watermark`.
BundleReport Rests(Timestamp watermark, std::int64_t until, std::vector<Arrival> arrivals = {}) {
  BundleReport report = Goes(watermark, std::move(arrivals));
  report.next_processing_time = At(until);
  return report;
}
// A stage that keeps an element of time 3 until a side window has passed that ends with 9.
BundleReport Waits() {
  BundleReport report;
  report.hold = At(3);
  report.waits_for_side = At(9);
  return report;
}
// The sources have run once, and an element waits.
StreamScheduler Waiting(const Gated& gated) {
  StreamScheduler scheduler = gated.Schedule(1, {1, 1, 1});
  CHECK(Only(scheduler.Start()).stage == 1);
  CHECK(Only(scheduler.BundleDone(0, Rests(At(0), 100))).stage == 0);
  const Action reads = Only(scheduler.BundleDone(0, Rests(At(20), 1'000'000, {{0, 0}})));
  CHECK(reads.stage == 2);
  CHECK(reads.side_watermark == At(0));
  CHECK(scheduler.BundleDone(0, Waits()).empty());
  CHECK(scheduler.OutputWatermark(2) == At(3));
  return scheduler;
}

TEST_CASE("what waits for a side input runs again when its watermark has passed the window, and not before") {
  const Gated gated;
  StreamScheduler scheduler = Waiting(gated);
  CHECK(Only(scheduler.TimePassed(At(100))).stage == 1);
  CHECK(scheduler.BundleDone(0, Rests(At(9), 200)).empty());
  CHECK(Only(scheduler.TimePassed(At(200))).stage == 1);
  const Action ready = Only(scheduler.BundleDone(0, Rests(At(10), 300)));
  CHECK(ready.stage == 2);
  CHECK(ready.side_watermark == At(10));
  CHECK(scheduler.BundleDone(0, {}).empty());
  CHECK(scheduler.OutputWatermark(2) == At(20));
}

TEST_CASE("what waits for a side input runs again when more of it has come, once") {
  const Gated gated;
  StreamScheduler scheduler = Waiting(gated);
  CHECK(Only(scheduler.TimePassed(At(100))).stage == 1);
  BundleReport more = Rests(At(0), 200);
  more.side_came = true;
  CHECK(Only(scheduler.BundleDone(0, more)).stage == 2);
  CHECK(scheduler.BundleDone(0, Waits()).empty());
}

TEST_CASE("whatever the order of events, no partition runs twice at once, watermarks only grow, and runs end") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Simulation(seed).Run();
  }
}

}  // namespace
}  // namespace beam::runners
