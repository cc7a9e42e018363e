// Control: reads the runner's instructions and answers them, until the control stream ends.
//
// Run is for one thread, which reads; Stop for any. Bundles and finalizations run on threads of their own, everything else is
// answered at once by the reading thread, which never waits: not for a bundle, not for a runner that reads slowly.
//
// Held by shared_ptr: a bundle whose user code does not return when the worker ends keeps what it uses alive.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "runners/harness/bundle_runner.h"
#include "runners/harness/bundle_sampler.h"
#include "runners/harness/responses.h"
#include "runners/harness/status_reporter.h"
#include "runners/harness/worker_threads.h"

namespace beam::runners {

class Control : public std::enable_shared_from_this<Control> {
 public:
  Control(HarnessOptions options, std::shared_ptr<Transport> transport,
          std::shared_ptr<BundleProcessorFactory> factory);

  /// Serves the runner. Ok if the runner ended the worker in an orderly way, or Stop was called.
  Status Run();
  void Stop();
  Logger& logger() { return logger_; }

 private:
  std::shared_ptr<ControlStream> Open();
  Status EndOf(const ControlStream& stream);
  /// Returns the number of bundles that did not end.
  std::size_t ShutDown(const Status& end);

  void Handle(fn::InstructionRequest request);
  /// False if the answer comes later, from another thread.
  bool Answer(fn::InstructionRequest& request, fn::InstructionResponse& response);
  void ProcessBundle(fn::InstructionRequest& request);
  bool FinalizeBundle(const fn::InstructionRequest& request, fn::InstructionResponse& response);
  void DescribeMetrics(const fn::MonitoringInfosMetadataRequest& request,
                       fn::MonitoringInfosMetadataResponse& response);
  void EndBundle(const Bundle& bundle);

  const HarnessOptions options_;
  const std::shared_ptr<Transport> transport_;
  Logger logger_;
  ShortIds short_ids_;
  Bundles bundles_;
  const std::shared_ptr<BundleProcessorFactory> factory_;
  BundleRunner runner_;
  WorkerThreads threads_;
  StatusReporter status_;
  BundleSampler sampler_;
  std::unique_ptr<Responses> responses_;

  std::mutex mutex_;
  std::shared_ptr<ControlStream> stream_;
  bool stopped_ = false;
};

}  // namespace beam::runners
