#include "runners/direct/in_process_executor.h"

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <system_error>
#include <thread>

#include "beam/base/cancellation.h"
#include "beam/exec/staged_files.h"
#include "runners/engine/stall_watch.h"

namespace beam::runners {

InProcessExecutor::InProcessExecutor(RunResources& resources, RunScheduler& scheduler)
    : resources_(resources), scheduler_(scheduler), workers_(static_cast<std::size_t>(resources.settings().threads)) {}

void InProcessExecutor::Run() {
  std::vector<std::thread> threads;
  try {
    // Functions find the files of the run on every thread.
    const auto work = [this, files = internal::StagedFilesOfThread()](std::size_t worker) {
      const internal::StagedFilesScope scope(files);
      WorkerLoop(worker);
    };
    for (std::size_t i = 0; i < workers_.size(); ++i) threads.emplace_back(work, i);
    std::lock_guard lock(mutex_);
    Carry(scheduler_.Start());
  } catch (const std::system_error& error) {
    std::lock_guard lock(mutex_);
    Carry(scheduler_.Fail(Status(StatusCode::kResourceExhausted,
                                 std::string("the machine has no thread left; lower --threads; the error was: ") +
                                     error.what() + "; threads = " + std::to_string(workers_.size()))));
  }
  Watch();
  for (std::thread& thread : threads) thread.join();
}

// Hands actions to the workers and answers those that need no worker. The mutex is held.
void InProcessExecutor::Carry(std::vector<Action> actions) {
  std::deque<Action> open(actions.begin(), actions.end());
  while (!open.empty()) {
    const Action action = open.front();
    open.pop_front();
    switch (action.kind) {
      case Action::Kind::kOpenStage: {
        const Stage& stage = resources_.plan().stages[action.stage];
        for (const Action& next : scheduler_.StageOpened(action.stage, resources_.UnitsOf(stage))) open.push_back(next);
        break;
      }
      case Action::Kind::kFinish:
        finished_ = true;
        break;
      case Action::Kind::kRunBundle:
      case Action::Kind::kRunShare:
      case Action::Kind::kFinalize:
      case Action::Kind::kDrain:
        workers_[action.worker].inbox.push_back(action);
        break;
    }
  }
  wake_.notify_all();
}

namespace {

void PrintWarnings(const std::vector<Status>& warnings) {
  for (const Status& warning : warnings) std::fprintf(stderr, "beam: warning: %s\n", warning.ToString().c_str());
}

// A spill file that grows over the limit on file sizes shall fail the write, not end the process.
void BlockFileSizeSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

void InProcessExecutor::WorkerLoop(std::size_t index) {
  BlockFileSizeSignal();
  Worker& worker = workers_[index];
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return finished_ || !worker.inbox.empty(); });
    if (worker.inbox.empty()) break;
    const Action action = worker.inbox.front();
    worker.inbox.pop_front();
    lock.unlock();
    Status status = DoOrRunOutOfMemory(worker, action);
    // What failed is torn down at once: what comes next may need its memory.
    if (!status.ok()) worker.stages.erase(action.stage);
    resources_.activity(index).Rest();
    lock.lock();
    Answer(index, action, std::move(status));
  }
  lock.unlock();
  // Stages that did not end tear their operators down here, on the thread that set them up.
  worker.stages.clear();
}

// Tells the scheduler what has become of an action. The mutex is held.
void InProcessExecutor::Answer(std::size_t worker, const Action& action, Status status) {
  if (!status.ok()) {
    Carry(scheduler_.WorkFailed(worker, std::move(status)));
  } else if (action.kind == Action::Kind::kDrain) {
    Carry(scheduler_.Drained(worker));
  } else if (action.kind == Action::Kind::kFinalize) {
    Carry(scheduler_.Finalized(worker));
  } else {
    const BundleReport report = ReportOn(workers_[worker], action);
    // First the time, which the bundle may have moved: what is due then comes before what waits for quiet.
    if (resources_.streaming()) Carry(scheduler_.TimePassed(resources_.clock().Now()));
    Carry(scheduler_.BundleDone(worker, report));
  }
}

BundleReport InProcessExecutor::ReportOn(const Worker& worker, const Action& action) {
  BundleReport report;
  if (resources_.streaming()) {
    report = resources_.ReportOn(resources_.plan().stages[action.stage], action.units.first);
  }
  report.took_nothing = action.kind == Action::Kind::kRunShare && !worker.took_share;
  report.finalizes = !report.took_nothing && worker.stages.at(action.stage)->finalizes();
  return report;
}

// Stages turn what is thrown into a Status; where there is no memory left for that, one is at hand.
Status InProcessExecutor::DoOrRunOutOfMemory(Worker& worker, const Action& action) {
  try {
    return Do(worker, action);
  } catch (...) {
    resources_.state().FailOutOfMemory();
    return std::move(worker.out_of_memory);
  }
}

Status InProcessExecutor::Do(Worker& worker, const Action& action) {
  std::unique_ptr<StageInstance>& instance = worker.stages[action.stage];
  if (instance == nullptr) {
    instance = std::make_unique<StageInstance>(resources_, resources_.plan().stages[action.stage],
                                               static_cast<std::size_t>(&worker - workers_.data()));
    if (Status status = instance->Open(); !status.ok()) return status;
  }
  if (action.kind == Action::Kind::kRunBundle) return RunBundle(*instance, action);
  if (action.kind == Action::Kind::kRunShare) {
    Status status = instance->TakeShare(worker.took_share);
    return status.ok() && worker.took_share ? instance->RunShare() : status;
  }
  if (action.kind == Action::Kind::kFinalize) {
    PrintWarnings(instance->Finalize());
    return Status();
  }
  Status status = instance->Drain();
  instance.reset();
  return status;
}

Status InProcessExecutor::RunBundle(StageInstance& instance, const Action& action) {
  if (!resources_.streaming()) return instance.RunBundle(action.units);
  const Stage& stage = resources_.plan().stages[action.stage];
  internal::StreamPartition& partition = resources_.TakeArrivals(stage, action.units.first);
  partition.clocks = action.clocks;
  partition.truncates = action.truncates;
  partition.side_watermark = action.side_watermark;
  resources_.ForgetSides(stage, action.output_watermark);
  return instance.RunBundle(partition);
}

void InProcessExecutor::Watch() {
  // Timers of processing time are as exact as this.
  const std::chrono::milliseconds kPoll{resources_.streaming() ? 5 : 100};
  using Clock = std::chrono::steady_clock;
  StallWatch stall(resources_.settings().stall_timeout, Clock::now());
  std::unique_lock lock(mutex_);
  int polls = 0;
  std::uint64_t waited = 0;
  while (!wake_.wait_for(lock, kPoll, [&] { return finished_; })) {
    if (internal::CancelRequested() && !resources_.state().cancelled()) {
      resources_.state().Cancel();
      Carry(scheduler_.Cancel());
    }
    if (internal::DrainRequested()) Carry(scheduler_.Truncate());
    if (std::vector<Action> shares = scheduler_.LookAgain(); !shares.empty()) Carry(std::move(shares));
    const bool waits = scheduler_.wakes_at().has_value();
    if (waits) Carry(scheduler_.TimePassed(resources_.clock().Now()));
    // Who waits for the clock does not stall.
    if (waits) ++waited;
    if (stall.Stalled(Clock::now(), resources_.Moves() + waited)) FailStalledRun();
    if (resources_.settings().progress && ++polls % (1000 / kPoll.count()) == 0) PrintProgress();
  }
}

// A thread cannot be taken out of a function: what is running is named at once, and the run ends when it returns.
void InProcessExecutor::FailStalledRun() {
  Status status(
      StatusCode::kDeadlineExceeded,
      "nothing has moved for the --stall_timeout; raise it (0s is never) if a step may take this long for one "
      "element; " +
          DescribeProgress() +
          "; timeout in milliseconds = " + std::to_string(resources_.settings().stall_timeout.count()));
  std::fprintf(stderr, "beam: %s; the run fails as soon as what is running returns\n", status.message().c_str());
  resources_.state().Fail(status);
  Carry(scheduler_.Fail(std::move(status)));
}

std::string InProcessExecutor::DescribeProgress() const {
  return std::to_string(scheduler_.ended_stages()) + " of " + std::to_string(scheduler_.stage_count()) +
         " stages ended; " + resources_.DescribeWorkers();
}

void InProcessExecutor::PrintProgress() { std::fprintf(stderr, "beam: %s\n", DescribeProgress().c_str()); }

}  // namespace beam::runners
