#include "runners/harness/worker_threads.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "beam/base/error.h"

namespace beam::runners {

struct WorkerThreads::State {
  mutable std::mutex mutex;
  std::condition_variable work;
  std::condition_variable ended;
  std::deque<std::function<void()>> tasks;
  std::vector<std::thread> threads;
  std::size_t idle = 0;
  std::size_t running = 0;
  bool stopping = false;
};

WorkerThreads::WorkerThreads() : state_(std::make_shared<State>()) {}

WorkerThreads::~WorkerThreads() {
  for (std::thread& thread : state_->threads) {
    if (thread.joinable()) thread.detach();
  }
}

void WorkerThreads::Run(std::function<void()> task) {
  std::lock_guard lock(state_->mutex);
  if (state_->stopping) throw Error(StatusCode::kCancelled, "the worker is shutting down");
  if (state_->idle <= state_->tasks.size()) {
    try {
      state_->threads.emplace_back([state = state_] { Work(state); });
    } catch (const std::system_error& error) {
      throw Error(StatusCode::kResourceExhausted,
                  "the machine has no thread left for another bundle; let the runner send fewer at "
                  "once; the error was: " +
                      std::string(error.what()) + "; threads = " + std::to_string(state_->threads.size()));
    }
    ++state_->idle;
  }
  state_->tasks.push_back(std::move(task));
  state_->work.notify_one();
}

// A thread counts as idle from its start, and a task that waits is one idle thread's.
void WorkerThreads::Work(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  while (true) {
    state->work.wait(lock, [&] { return state->stopping || !state->tasks.empty(); });
    if (state->tasks.empty()) break;
    std::function<void()> task = std::move(state->tasks.front());
    state->tasks.pop_front();
    --state->idle;
    ++state->running;
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
    ++state->idle;
    --state->running;
    state->ended.notify_all();
  }
}

std::size_t WorkerThreads::Stop(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->work.notify_all();
  state_->ended.wait_until(lock, deadline, [&] { return state_->tasks.empty() && state_->running == 0; });
  const std::size_t busy = state_->tasks.size() + state_->running;
  std::vector<std::thread> threads = std::move(state_->threads);
  state_->threads.clear();
  lock.unlock();
  for (std::thread& thread : threads) {
    if (busy == 0) {
      thread.join();
    } else {
      thread.detach();
    }
  }
  return busy;
}

std::size_t WorkerThreads::size() const {
  std::lock_guard lock(state_->mutex);
  return state_->threads.size();
}

}  // namespace beam::runners
