#include "runners/engine/stream_scheduler.h"

#include <algorithm>
#include <utility>

#include "beam/exec/operator_context.h"

namespace beam::runners {

using internal::StreamPartition;

StreamScheduler::StreamScheduler(const Plan& plan, const std::vector<std::size_t>& partitions, Timestamp now,
                                 StreamSchedulerOptions options)
    : stages_(plan.stages.size()),
      readers_(plan.exchanges.size()),
      gates_(plan.stages.size()),
      workers_(options.workers),
      options_(options),
      now_(now) {
  for (const Stage& stage : plan.stages) {
    StageRun& run = stages_[stage.id];
    run.is_source = stage.source != nullptr;
    run.when_quiet = run.is_source && stage.source->source != nullptr && stage.source->source->when_quiet();
    run.sides = stage.sides;
    run.growing_sides = stage.growing_sides;
    for (const StageId writer : stage.growing_sides) gates_[writer].push_back(stage.id);
    run.partitions.resize(partitions[stage.id]);
    run.to_drain.assign(options.workers, false);
    if (run.is_source) {
      for (Partition& partition : run.partitions) {
        partition.hold = Timestamp::Min();
        partition.next_processing_time = Timestamp::Min();
      }
    } else {
      run.bounded = plan.exchanges[stage.reads].bounded;
      const internal::ExchangeFactory* const factory = plan.exchanges[stage.reads].factory;
      run.reads_on = factory != nullptr && factory->reads_on();
      readers_[stage.reads].push_back(stage.id);
    }
  }
  for (const Stage& stage : plan.stages) {
    for (const StageEdge& edge : stage.edges) {
      if (!edge.into_exchange) continue;
      for (const StageId reader : readers_[edge.exchange]) {
        std::vector<StageId>& writers = stages_[reader].writers;
        if (std::find(writers.begin(), writers.end(), stage.id) == writers.end()) writers.push_back(stage.id);
      }
    }
  }
}

std::vector<Action> StreamScheduler::Start() { return Proceed(); }

std::vector<Action> StreamScheduler::StageOpened(StageId, std::uint64_t) { return {}; }

std::vector<Action> StreamScheduler::BundleDone(std::size_t worker, const BundleReport& report) {
  const Worker done = std::exchange(workers_[worker], Worker());
  Partition& partition = stages_[done.stage].partitions[done.partition];
  partition.busy = false;
  partition.has_run = true;
  partition.running_hold = Timestamp::Max();
  partition.hold = report.hold;
  partition.next_event_time = report.next_event_time;
  partition.next_processing_time = report.next_processing_time;
  partition.waits_for_side = report.waits_for_side;
  waiting_bytes_ = report.waiting_bytes;
  if (report.side_came) {
    for (const StageId gate : gates_[done.stage]) {
      for (Partition& waiting : stages_[gate].partitions) waiting.side_came = true;
    }
  }
  for (const Arrival& arrival : report.arrivals) {
    for (const StageId reader : readers_[arrival.exchange]) {
      Partition& to = stages_[reader].partitions[arrival.partition];
      to.waiting = true;
      to.waiting_hold = std::min(to.waiting_hold, done.watermark);
    }
  }
  std::vector<Action> actions;
  if (report.finalizes && !stopping_) {
    workers_[worker] = done;
    actions.push_back(FinalizeOn(worker, done.stage));
  }
  for (const Action& action : Proceed()) actions.push_back(action);
  return actions;
}

std::vector<Action> StreamScheduler::Finalized(std::size_t worker) {
  workers_[worker] = Worker();
  return Proceed();
}

std::vector<Action> StreamScheduler::Drained(std::size_t worker) {
  const Worker done = std::exchange(workers_[worker], Worker());
  stages_[done.stage].to_drain[worker] = false;
  return Proceed();
}

std::vector<Action> StreamScheduler::WorkFailed(std::size_t worker, Status status) {
  workers_[worker] = Worker();
  return Stop(State::kFailed, std::move(status));
}

std::vector<Action> StreamScheduler::Cancel() {
  return Stop(State::kCancelled, Status(StatusCode::kCancelled, "the run was cancelled"));
}

std::vector<Action> StreamScheduler::Fail(Status status) { return Stop(State::kFailed, std::move(status)); }

// The first reason counts.
std::vector<Action> StreamScheduler::Stop(State state, Status status) {
  if (!stopping_ && !finished_) {
    stopping_ = true;
    state_ = state;
    failure_ = std::move(status);
  }
  return Proceed();
}

std::vector<Action> StreamScheduler::TimePassed(Timestamp now) {
  now_ = std::max(now_, now);
  truncating_ = truncating_ || now_ >= options_.truncate_at;
  return Proceed();
}

std::vector<Action> StreamScheduler::Truncate() {
  truncating_ = true;
  return Proceed();
}

std::size_t StreamScheduler::ended_stages() const {
  return static_cast<std::size_t>(std::count_if(stages_.begin(), stages_.end(), [](const StageRun& stage) {
    return stage.output_watermark >= Timestamp::Max();
  }));
}

std::optional<Timestamp> StreamScheduler::wakes_at() const {
  std::optional<Timestamp> first;
  if (!truncating_ && options_.truncate_at <= Timestamp::Max()) first = options_.truncate_at;
  for (const StageRun& stage : stages_) {
    for (const Partition& partition : stage.partitions) {
      const Timestamp at = partition.next_processing_time;
      if (partition.busy || at >= Timestamp::Max() || at <= now_) continue;
      if (!first.has_value() || at < *first) first = at;
    }
  }
  return first;
}

std::vector<Action> StreamScheduler::Proceed() {
  std::vector<Action> actions;
  if (finished_) return actions;
  UpdateWatermarks();
  if (!stopping_ && !draining_) {
    for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
      if (!workers_[worker].busy && !AssignTo(worker, actions)) break;
    }
    draining_ = AllIdle() && AllEnded();
  }
  if (!stopping_ && draining_) {
    for (std::size_t worker = 0; worker < workers_.size(); ++worker) AssignDrain(worker, actions);
  }
  if (AllIdle() && (stopping_ || draining_)) {
    if (!stopping_) state_ = State::kDone;
    finished_ = true;
    actions.push_back(Action{});
  }
  return actions;
}

// A stage reads only what stages before it write.
void StreamScheduler::UpdateWatermarks() {
  for (StageRun& stage : stages_) {
    stage.input_watermark = std::max(stage.input_watermark, InputOf(stage));
    stage.output_watermark = std::max(stage.output_watermark, OutputOf(stage));
  }
}

Timestamp StreamScheduler::InputOf(const StageRun& stage) const {
  Timestamp watermark = Timestamp::Max();
  for (const StageId writer : stage.writers) watermark = std::min(watermark, stages_[writer].output_watermark);
  for (const Partition& partition : stage.partitions) {
    watermark = std::min({watermark, partition.waiting_hold, partition.running_hold});
  }
  return stage.bounded && watermark < Timestamp::Max() ? Timestamp::Min() : watermark;
}

Timestamp StreamScheduler::OutputOf(const StageRun& stage) const {
  Timestamp watermark = stage.input_watermark;
  for (const Partition& partition : stage.partitions) watermark = std::min(watermark, partition.hold);
  return watermark;
}

bool StreamScheduler::IsDue(const StageRun& stage, const Partition& partition) const {
  if (partition.waiting) return true;
  const bool watermark_moved = stage.input_watermark > partition.seen_watermark || !partition.has_run;
  if (watermark_moved && partition.next_event_time <= stage.input_watermark) return true;
  if (SideIsDue(stage, partition)) return true;
  if (truncating_ && stage.reads_on && !partition.is_truncated) return true;
  return partition.next_processing_time <= now_;
}

Timestamp StreamScheduler::SideWatermarkOf(const StageRun& stage) const {
  Timestamp watermark = Timestamp::Max();
  for (const StageId side : stage.growing_sides) watermark = std::min(watermark, stages_[side].output_watermark);
  return watermark;
}

bool StreamScheduler::SideIsDue(const StageRun& stage, const Partition& partition) const {
  if (partition.waits_for_side > Timestamp::Max()) return false;
  const Timestamp watermark = SideWatermarkOf(stage);
  return partition.side_came || (watermark > partition.seen_side_watermark && watermark > partition.waits_for_side);
}

bool StreamScheduler::SidesAreReady(const StageRun& stage) const {
  return std::all_of(stage.sides.begin(), stage.sides.end(),
                     [&](StageId side) { return stages_[side].output_watermark >= Timestamp::Max(); });
}

bool StreamScheduler::CanRun(const StageRun& stage, const Partition& partition, bool may_pause) const {
  if (partition.busy || !IsDue(stage, partition) || !SidesAreReady(stage)) return false;
  return !may_pause || !MakesMore(stage, partition) || waiting_bytes_ <= options_.most_waiting_bytes;
}

bool StreamScheduler::MakesMore(const StageRun& stage, const Partition& partition) const {
  return stage.is_source || (stage.reads_on && !partition.waiting);
}

// Later stages first: what they read is memory that they give back.
bool StreamScheduler::FindWork(bool quiet, bool may_pause, StageId& found, std::size_t& found_partition) {
  for (StageId id = stages_.size(); id-- > 0;) {
    StageRun& stage = stages_[id];
    if (stage.when_quiet != quiet) continue;
    const std::size_t count = stage.partitions.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t partition = (stage.next_partition + i) % count;
      if (!CanRun(stage, stage.partitions[partition], may_pause)) continue;
      stage.next_partition = partition + 1;
      found = id;
      found_partition = partition;
      return true;
    }
  }
  return false;
}

bool StreamScheduler::AssignTo(std::size_t worker, std::vector<Action>& actions) {
  StageId stage = 0;
  std::size_t partition = 0;
  bool found = FindWork(false, true, stage, partition);
  // Where nothing runs and nothing else can, what waits is not waiting for a reader.
  if (!found && AllIdle()) found = FindWork(false, false, stage, partition) || FindWork(true, false, stage, partition);
  if (found) Run(worker, stage, partition, actions);
  return found;
}

void StreamScheduler::Run(std::size_t worker, StageId id, std::size_t number, std::vector<Action>& actions) {
  StageRun& stage = stages_[id];
  Partition& partition = stage.partitions[number];
  partition.busy = true;
  partition.waiting = false;
  partition.is_truncated = truncating_;
  partition.running_hold = std::exchange(partition.waiting_hold, Timestamp::Max());
  partition.seen_watermark = stage.input_watermark;
  partition.seen_side_watermark = SideWatermarkOf(stage);
  partition.side_came = false;
  stage.to_drain[worker] = true;
  workers_[worker] = Worker{true, id, number, stage.output_watermark};
  Action action;
  action.kind = Action::Kind::kRunBundle;
  action.stage = id;
  action.worker = worker;
  action.units = {number, 1};
  action.clocks = {stage.input_watermark, now_, now_};
  action.truncates = truncating_;
  action.side_watermark = partition.seen_side_watermark;
  action.output_watermark = stage.output_watermark;
  actions.push_back(action);
}

void StreamScheduler::AssignDrain(std::size_t worker, std::vector<Action>& actions) {
  if (workers_[worker].busy) return;
  for (StageId id = 0; id < stages_.size(); ++id) {
    if (!stages_[id].to_drain[worker]) continue;
    workers_[worker] = Worker{true, id, 0, Timestamp()};
    Action action;
    action.kind = Action::Kind::kDrain;
    action.stage = id;
    action.worker = worker;
    actions.push_back(action);
    return;
  }
}

bool StreamScheduler::AllEnded() const {
  return std::all_of(stages_.begin(), stages_.end(), [&](const StageRun& stage) {
    return stage.output_watermark >= Timestamp::Max() &&
           std::none_of(stage.partitions.begin(), stage.partitions.end(),
                        [&](const Partition& partition) { return IsDue(stage, partition); });
  });
}

bool StreamScheduler::AllIdle() const {
  return std::none_of(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.busy; });
}

}  // namespace beam::runners
