// StreamScheduler: decides what runs when in a streaming run, where stages have no end but a watermark. A pure state machine, as
// Scheduler is: events in, actions out; time is given to it.
//
// A stage has partitions. A partition runs, never twice at once, when something has come to it, when the watermark of its input
// or the clock has reached a time that its source waits for, and, for sources of the run, when the clock is where they asked for.
// The watermark of an input is that of its writers, held back by what waits to be read; that of an output is its input's, held back
// by what its partitions still have to emit and by the bundles that are under way. Over an input that has an end, time stands still
// until all of it has been read, as it does in a run of the other kind: nothing is late there. A run ends when every watermark has reached the
// end of time and nothing waits. To drain it, each partition that makes more of what it has read is told once to come to an end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "beam/base/status.h"
#include "beam/event_time/clocks.h"
#include "runners/engine/bundle_report.h"
#include "runners/engine/plan.h"
#include "runners/engine/run_scheduler.h"

namespace beam::runners {

struct StreamSchedulerOptions {
  std::size_t workers = 1;
  /// Sources of the run, and splittable DoFns that have read their input, pause while more than this waits.
  std::uint64_t most_waiting_bytes = 64u << 20;
  /// When to drain.
  Timestamp truncate_at = internal::StreamPartition::kNever;
};

class StreamScheduler final : public RunScheduler {
 public:
  /// `partitions`: of each stage. `now`: what the clock says.
  StreamScheduler(const Plan& plan, const std::vector<std::size_t>& partitions, Timestamp now,
                  StreamSchedulerOptions options);

  std::vector<Action> Start() override;
  std::vector<Action> StageOpened(StageId stage, std::uint64_t units) override;
  std::vector<Action> BundleDone(std::size_t worker, const BundleReport& report) override;
  std::vector<Action> Finalized(std::size_t worker) override;
  std::vector<Action> Drained(std::size_t worker) override;
  std::vector<Action> WorkFailed(std::size_t worker, Status status) override;
  std::vector<Action> Cancel() override;
  std::vector<Action> Fail(Status status) override;
  std::vector<Action> Truncate() override;
  std::vector<Action> TimePassed(Timestamp now) override;

  State state() const override { return state_; }
  const Status& failure() const override { return failure_; }
  std::size_t ended_stages() const override;
  std::size_t stage_count() const override { return stages_.size(); }
  /// The time on the clock at which something waits; none while nothing does, or while there is something to do anyway.
  std::optional<Timestamp> wakes_at() const override;

  Timestamp InputWatermark(StageId stage) const { return stages_[stage].input_watermark; }
  Timestamp OutputWatermark(StageId stage) const { return stages_[stage].output_watermark; }

 private:
  struct Partition {
    bool busy = false;
    bool waiting = false;                       // something has come
    Timestamp waiting_hold = Timestamp::Max();  // the output watermark that it was written under
    Timestamp running_hold = Timestamp::Max();  // of what the bundle under way reads
    Timestamp hold = Timestamp::Max();          // of what its source still has to emit
    Timestamp next_event_time = internal::StreamPartition::kNever;
    Timestamp next_processing_time = internal::StreamPartition::kNever;
    Timestamp seen_watermark = Timestamp::Min();  // of its last bundle
    Timestamp waits_for_side = internal::StreamPartition::kNever;
    Timestamp seen_side_watermark = Timestamp::Min();
    bool side_came = false;  // more of a side input that it may wait for
    bool has_run = false;
    bool is_truncated = false;
  };
  struct StageRun {
    bool is_source = false;              // of the run
    bool reads_on = false;               // makes more of what it has read
    bool when_quiet = false;             // runs only when nothing else can
    bool bounded = false;                // what it reads has an end
    std::vector<StageId> writers;        // of what it reads
    std::vector<StageId> sides;          // must have come to the end of time
    std::vector<StageId> growing_sides;  // write side inputs that elements wait for, window by window
    std::vector<Partition> partitions;
    std::vector<bool> to_drain;  // workers that have an instance of it
    std::size_t next_partition = 0;
    Timestamp input_watermark = Timestamp::Min();
    Timestamp output_watermark = Timestamp::Min();
  };
  struct Worker {
    bool busy = false;
    StageId stage = 0;
    std::size_t partition = 0;
    Timestamp watermark;  // of the stage's output when the bundle began
  };

  std::vector<Action> Proceed();
  void UpdateWatermarks();
  Timestamp InputOf(const StageRun& stage) const;
  Timestamp OutputOf(const StageRun& stage) const;
  bool CanRun(const StageRun& stage, const Partition& partition, bool may_pause) const;
  bool MakesMore(const StageRun& stage, const Partition& partition) const;
  bool IsDue(const StageRun& stage, const Partition& partition) const;
  bool SidesAreReady(const StageRun& stage) const;
  Timestamp SideWatermarkOf(const StageRun& stage) const;
  bool SideIsDue(const StageRun& stage, const Partition& partition) const;
  bool FindWork(bool quiet, bool may_pause, StageId& stage, std::size_t& partition);
  bool AssignTo(std::size_t worker, std::vector<Action>& actions);
  void Run(std::size_t worker, StageId stage, std::size_t partition, std::vector<Action>& actions);
  bool AllEnded() const;
  bool AllIdle() const;
  void AssignDrain(std::size_t worker, std::vector<Action>& actions);
  std::vector<Action> Stop(State state, Status status);

  std::vector<StageRun> stages_;
  std::vector<std::vector<StageId>> readers_;  // of each exchange
  std::vector<std::vector<StageId>> gates_;    // the stages that wait for what a stage writes
  std::vector<Worker> workers_;
  StreamSchedulerOptions options_;
  Timestamp now_;
  std::uint64_t waiting_bytes_ = 0;
  State state_ = State::kRunning;
  bool stopping_ = false;
  bool draining_ = false;
  bool truncating_ = false;
  bool finished_ = false;
  Status failure_;
};

}  // namespace beam::runners
