// InProcessExecutor: carries out the scheduler's actions on threads of this process.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "beam/exec/exception_status.h"
#include "runners/engine/run_resources.h"
#include "runners/engine/run_scheduler.h"
#include "runners/engine/stage_instance.h"

namespace beam::runners {

class InProcessExecutor {
 public:
  InProcessExecutor(RunResources& resources, RunScheduler& scheduler);

  /// Returns when the scheduler has finished and every thread has ended. Ctrl-C (see beam::Init) cancels, SIGUSR1
  /// drains.
  void Run();

 private:
  struct Worker {
    std::deque<Action> inbox;
    std::map<StageId, std::unique_ptr<StageInstance>> stages;
    bool took_share = false;  // the last kRunShare found something
    Status out_of_memory = internal::OutOfMemory();
  };

  void Carry(std::vector<Action> actions);
  void WorkerLoop(std::size_t index);
  Status DoOrRunOutOfMemory(Worker& worker, const Action& action);
  Status Do(Worker& worker, const Action& action);
  Status RunBundle(StageInstance& instance, const Action& action);
  BundleReport ReportOn(const Worker& worker, const Action& action);
  void Answer(std::size_t worker, const Action& action, Status status);
  // Looks at the run from time to time until it has ended: for signals, for a run that stalls, for the progress line.
  void Watch();
  void FailStalledRun();
  std::string DescribeProgress() const;
  void PrintProgress();

  RunResources& resources_;
  RunScheduler& scheduler_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Worker> workers_;
  bool finished_ = false;
};

}  // namespace beam::runners
