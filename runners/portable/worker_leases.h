// Worker leases: how the submitting program notices that a worker process has died where the runner does not.
//
// Workers on the submitting machine find the lease's name in their environment if a runner starts them, and in what the runner says if
// they are a pool's. They connect, and stay connected until they end; one that ends in good order says so first. The kernel closes the
// connection of one that was killed.
// Workers elsewhere cannot connect, and nothing is said about them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "runners/harness/descriptor.h"

namespace beam::runners {

/// The environment variable, and the parameter of workers of a pool, that holds the name.
inline constexpr char kLeaseVariable[] = "BEAM_CPP_LEASE";

/// The submitting side. For one thread.
class WorkerLeases {
 public:
  using Clock = std::chrono::steady_clock;

  /// Throws beam::Error if nothing can be listened to.
  WorkerLeases();

  /// For kLeaseVariable; nobody can guess it.
  const std::string& name() const { return name_; }
  /// Looks at what has come since the last call. The process id of a worker that died, once `patience` has passed since then without
  /// another worker, by which the runner would have replaced it.
  std::optional<pid_t> FindLost(Clock::time_point now, Clock::duration patience);

 private:
  struct Worker {
    Descriptor connection;
    pid_t pid = 0;
  };
  void AcceptNew();
  void DropEnded(Clock::time_point now);

  std::string name_;
  Descriptor listener_;
  std::vector<Worker> workers_;
  pid_t lost_ = 0;
  Clock::time_point lost_since_;
};

/// The worker's side: held as long as the worker lives.
class WorkerLease {
 public:
  /// The one that the environment names, if it does.
  WorkerLease();
  /// Connects, unless the name is empty. What goes wrong means only that nobody will notice.
  explicit WorkerLease(const std::string& name);
  /// Says that the worker ends in good order.
  void GiveBack();

 private:
  Descriptor connection_;
};

}  // namespace beam::runners
