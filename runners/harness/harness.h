// Harness: a worker that runs the stages of a pipeline for a runner of any kind, over the Fn API.
//
//   beam::runners::Harness harness(options, transport, factory);
//   beam::Status end = harness.Run();   // serves the runner until it ends the worker
//
// Run is for one thread and for once; Stop and Log are for any thread, at any time. A process may have many harnesses, and one
// that was stopped may be destroyed while Run still comes to its end. When Run returns, no stream is open and no thread of the
// harness is left, but for bundles whose user code did not return in time: their threads keep the transport and the factory
// alive, and the returned status says so. A program that is nothing but a worker should then end by std::_Exit.
#pragma once

#include <memory>
#include <string_view>

#include "runners/harness/harness_options.h"
#include "runners/harness/transport.h"

namespace beam::runners {

class Control;

class Harness {
 public:
  Harness(HarnessOptions options, std::shared_ptr<Transport> transport,
          std::shared_ptr<BundleProcessorFactory> factory);
  Harness(const Harness&) = delete;
  Harness& operator=(const Harness&) = delete;
  ~Harness();

  /// Serves the runner until the control stream ends. Ok if the runner closed it or Stop was called; UNAVAILABLE if the runner
  /// cannot be reached or is gone; DEADLINE_EXCEEDED if user code went on when it had to end. Never throws.
  Status Run();
  /// Ends the worker, as if the runner had closed the control stream. Returns at once.
  void Stop();
  /// Sends an entry to the runner's log; never waits. Code inside a bundle uses Log of log_scope.h.
  void Log(LogSeverity severity, std::string_view message, std::string_view instruction_id = {},
           std::string_view transform_id = {});

 private:
  const std::shared_ptr<Control> control_;
};

}  // namespace beam::runners
