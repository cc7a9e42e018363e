// RunScheduler: what an executor asks, whatever the kind of run. Schedulers are pure state machines: events in, actions out; they
// have no threads, clock or files, so that a simulation can drive them through any order of events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "beam/base/status.h"
#include "beam/event_time/clocks.h"
#include "beam/exec/operator.h"
#include "beam/result.h"
#include "runners/engine/bundle_report.h"
#include "runners/engine/plan.h"

namespace beam::runners {

/// What the executor is asked to do. kOpenStage and kFinish concern no worker.
struct Action {
  enum class Kind : std::uint8_t {
    kOpenStage,  ///< Answer with StageOpened: how many units does the stage read?
    kRunBundle,  ///< Run `units` of the stage on the worker; answer with BundleDone or WorkFailed.
    kRunShare,  ///< Take over a part of what another worker processes of the stage, and run a bundle with it; answered likewise.
    kFinalize,  ///< The worker's last bundle of the stage is committed: call what waits for that; answer with Finalized.
    kDrain,     ///< End the stage on the worker; answer with Drained or WorkFailed.
    kFinish     ///< The run has ended; nothing is running.
  };
  Kind kind = Kind::kFinish;
  StageId stage = 0;
  std::size_t worker = 0;
  /// In a streaming run, the one partition that the bundle reads, at these times.
  internal::UnitRange units;
  internal::Clocks clocks;
  /// The run is being drained: what the partition has to read shall come to an end.
  bool truncates = false;
  /// Where the side inputs without end stand that the stage waits for, and the output of the stage.
  Timestamp side_watermark = Timestamp::Max();
  Timestamp output_watermark = Timestamp::Min();
};

/// Not thread-safe; each event returns the actions it leads to, which must be carried out in order.
class RunScheduler {
 public:
  enum class State : std::uint8_t { kRunning, kDone, kFailed, kCancelled };

  virtual ~RunScheduler() = default;

  virtual std::vector<Action> Start() = 0;
  virtual std::vector<Action> StageOpened(StageId stage, std::uint64_t units) = 0;
  /// From here on the bundle is committed, and if its report asks for that, kFinalize is the first action; unless the run is ending
  /// early.
  virtual std::vector<Action> BundleDone(std::size_t worker, const BundleReport& report) = 0;
  virtual std::vector<Action> Finalized(std::size_t worker) = 0;
  virtual std::vector<Action> Drained(std::size_t worker) = 0;
  /// A bundle or a drain failed: nothing new starts, and the run ends when all workers are idle.
  virtual std::vector<Action> WorkFailed(std::size_t worker, Status status) = 0;
  /// Ends the run early, for a reason that is no bundle's. Harmless when the run is ending already.
  virtual std::vector<Action> Cancel() = 0;
  virtual std::vector<Action> Fail(Status status) = 0;
  /// Drains the run: what has no end is given one, and the run ends when all that was read has been processed. Nothing to do where
  /// every input ends anyway, nor when it was asked for before.
  virtual std::vector<Action> Truncate() { return {}; }
  /// A moment has passed: what could not be shared then may be now.
  virtual std::vector<Action> LookAgain() { return {}; }
  /// The clock has moved.
  virtual std::vector<Action> TimePassed(Timestamp now) = 0;

  virtual State state() const = 0;
  virtual const Status& failure() const = 0;
  /// Stages that have ended, and all: for a progress line.
  virtual std::size_t ended_stages() const = 0;
  virtual std::size_t stage_count() const = 0;
  /// The time on the clock that something waits for; none while nothing does.
  virtual std::optional<Timestamp> wakes_at() const { return std::nullopt; }
};

Action FinalizeOn(std::size_t worker, StageId stage);

/// What the result of a run says of the state that its scheduler ended in.
PipelineState EndStateOf(RunScheduler::State state);

}  // namespace beam::runners
