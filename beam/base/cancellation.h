// Cancellation: how Ctrl-C reaches a running pipeline, and the signal that drains it.
//
// The process has one flag. An InterruptScope, held while a pipeline runs, sets it when SIGINT or SIGTERM arrives; a
// runner polls it between batches and ends the run as CANCELLED, so that temporary files are removed on the way out. SIGUSR1 sets
// another: sources without an end stop, and the run ends DONE when what they gave is processed.
#pragma once

namespace beam::internal {

/// True once the user asked the running pipelines to stop. One relaxed atomic load: cheap enough for every batch.
bool CancelRequested() noexcept;

/// Asks the running pipelines to stop. Safe in a signal handler and from any thread.
void RequestCancel() noexcept;

/// True once the user asked the running pipelines to stop their sources.
bool DrainRequested() noexcept;

/// Asks the running pipelines to stop their sources. Safe in a signal handler and from any thread.
void RequestDrain() noexcept;

/// The signal that asked to cancel (2 for Ctrl-C); 0 when there was none.
int CancelSignal() noexcept;

/// True once the process lets its runs handle interrupts: beam::Init says so for its program. A program that embeds
/// pipelines without Init keeps its signals to itself.
bool InterruptsCancelRuns() noexcept;
void LetInterruptsCancelRuns(bool let = true) noexcept;

/// While at least one active scope lives, the first SIGINT or SIGTERM requests cancellation and a second one ends the
/// process at once; SIGUSR1 requests to drain. A signal that was ignored before (as under nohup) stays ignored. The outermost scope clears an
/// earlier request when it opens and restores the previous handlers when it closes, where a request to drain ends with
/// it; scopes may overlap, on any threads.
class InterruptScope {
 public:
  /// Does nothing when not `active`.
  explicit InterruptScope(bool active = true);
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;
  ~InterruptScope();

 private:
  bool active_;
};

}  // namespace beam::internal
