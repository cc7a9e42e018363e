// WorkerProcess: a worker that is a process of its own, and the processor time that it takes.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace beam::bench {

class WorkerProcess {
 public:
  /// Starts the program. Throws std::runtime_error if the system has no process left.
  explicit WorkerProcess(const std::vector<std::string>& command);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  /// Waits a little for the worker to end by itself, then kills it.
  ~WorkerProcess();

  bool Alive();
  /// Of all its threads so far, in user code and in the kernel.
  double CpuSeconds() const;
  double PeakRssMb() const;

 private:
  pid_t pid_ = -1;
  bool reaped_ = false;
};

}  // namespace beam::bench
