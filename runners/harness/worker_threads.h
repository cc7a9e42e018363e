// WorkerThreads: threads for bundles. There are as many as there was work at once, because bundles wait for each other's data:
// a bundle that had to wait for a free thread could wait for ever.
//
// Thread-safe. A task must not throw.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace beam::runners {

class WorkerThreads {
 public:
  WorkerThreads();
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;
  /// Stop has to be called before; without it the threads stay behind.
  ~WorkerThreads();

  /// Runs the task on a thread of its own, soon. Throws beam::Error if the machine has no thread left, or after Stop.
  void Run(std::function<void()> task);
  /// Waits for all tasks. Returns the number of those that still run at the deadline; their threads are left behind, since
  /// nobody can end a thread that is inside a user's code. Such a task must own what it uses.
  std::size_t Stop(std::chrono::steady_clock::time_point deadline);
  /// How many threads there are.
  std::size_t size() const;

 private:
  struct State;
  static void Work(const std::shared_ptr<State>& state);
  std::shared_ptr<State> state_;
};

}  // namespace beam::runners
