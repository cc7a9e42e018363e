// StatusReporter: answers a runner that asks what the worker is doing, on a thread of its own, so that it answers while everything
// else stands still.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "runners/harness/logging.h"
#include "runners/harness/transport.h"

namespace beam::runners {

class StatusReporter {
 public:
  /// `describe` is called on the reporter's thread; what it throws becomes the answer's error. The logger must outlive this.
  StatusReporter(std::shared_ptr<Transport> transport, std::function<std::string()> describe, Logger& logger);
  StatusReporter(const StatusReporter&) = delete;
  StatusReporter& operator=(const StatusReporter&) = delete;
  ~StatusReporter();

  /// Opens the stream, in the background, if the runner has one for this.
  void Start();
  /// Ends the stream. The transport must be shut down before if the stream may still be opening.
  void Stop();

 private:
  void Run();
  std::shared_ptr<StatusStream> Open();

  const std::shared_ptr<Transport> transport_;
  const std::function<std::string()> describe_;
  Logger& logger_;
  std::mutex mutex_;
  bool stopped_ = false;
  std::shared_ptr<StatusStream> stream_;
  std::thread thread_;
};

/// Memory and threads of this process, a line each, as the system counts them.
std::string DescribeProcess();

}  // namespace beam::runners
