#include "beam/base/cancellation.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <string_view>

namespace beam::internal {

namespace {

std::atomic<bool> cancel_requested{false};
std::atomic<bool> drain_requested{false};
std::atomic<int> cancel_signal{0};
std::atomic<bool> interrupts_cancel_runs{false};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may touch lock-free atomics only");

constexpr std::array<int, 2> kSignals = {SIGINT, SIGTERM};

std::mutex scopes_mutex;
int open_scopes = 0;
std::array<struct sigaction, kSignals.size()> previous_actions;
struct sigaction previous_drain_action;

void Write(std::string_view text) noexcept {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

// Every signal of ours returns to its default action after the first one, whichever it was, so the second one kills.
void OnInterrupt(int signal) {
  const int saved_errno = errno;
  for (const int other : kSignals) {
    struct sigaction current;
    if (sigaction(other, nullptr, &current) == 0 && current.sa_handler == OnInterrupt) ::signal(other, SIG_DFL);
  }
  cancel_signal.store(signal, std::memory_order_relaxed);
  RequestCancel();
  Write("\ncancelling the run; interrupt again to stop at once\n");
  errno = saved_errno;
}

void OnDrain(int) {
  const int saved_errno = errno;
  RequestDrain();
  Write("\ndraining the run: sources without an end stop, and what they gave is processed\n");
  errno = saved_errno;
}

void Replace(int signal, void (*handler)(int), struct sigaction& previous) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, nullptr, &previous);
  if (previous.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
}

void Install() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) Replace(kSignals[i], OnInterrupt, previous_actions[i]);
  Replace(SIGUSR1, OnDrain, previous_drain_action);
}

void Restore() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &previous_actions[i], nullptr);
  sigaction(SIGUSR1, &previous_drain_action, nullptr);
}

}  // namespace

bool CancelRequested() noexcept { return cancel_requested.load(std::memory_order_relaxed); }

void RequestCancel() noexcept { cancel_requested.store(true, std::memory_order_relaxed); }

bool DrainRequested() noexcept { return drain_requested.load(std::memory_order_relaxed); }

void RequestDrain() noexcept { drain_requested.store(true, std::memory_order_relaxed); }

int CancelSignal() noexcept { return cancel_signal.load(std::memory_order_relaxed); }

bool InterruptsCancelRuns() noexcept { return interrupts_cancel_runs.load(std::memory_order_relaxed); }

void LetInterruptsCancelRuns(bool let) noexcept { interrupts_cancel_runs.store(let, std::memory_order_relaxed); }

InterruptScope::InterruptScope(bool active) : active_(active) {
  if (!active) return;
  const std::lock_guard lock(scopes_mutex);
  if (open_scopes++ > 0) return;
  cancel_requested.store(false, std::memory_order_relaxed);
  drain_requested.store(false, std::memory_order_relaxed);
  cancel_signal.store(0, std::memory_order_relaxed);
  Install();
}

InterruptScope::~InterruptScope() {
  if (!active_) return;
  const std::lock_guard lock(scopes_mutex);
  if (--open_scopes > 0) return;
  Restore();
  // It was for the runs that have ended; that they were cancelled is still asked for.
  drain_requested.store(false, std::memory_order_relaxed);
}

}  // namespace beam::internal
