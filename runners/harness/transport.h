// Transport: the way to the runner. Opens the streams of one worker and asks for the descriptors of its stages.
//
// Thread-safe. Every call but Shutdown may block and throws beam::Error when the runner cannot be reached.
#pragma once

#include <memory>
#include <string>

#include "runners/harness/streams.h"

namespace beam::runners {

class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::shared_ptr<ControlStream> OpenControl() = 0;
  /// Null if the runner wants no logs.
  virtual std::shared_ptr<LoggingStream> OpenLogging() = 0;
  /// Null if the runner does not ask what the worker is doing.
  virtual std::shared_ptr<StatusStream> OpenStatus() = 0;
  /// The address is the one that a descriptor names.
  virtual std::shared_ptr<DataStream> OpenData(const std::string& address) = 0;
  virtual std::shared_ptr<StateStream> OpenState(const std::string& address) = 0;
  virtual fn::ProcessBundleDescriptor GetProcessBundleDescriptor(const std::string& id) = 0;
  /// The worker ends: calls that wait for an answer fail soon, and so do later ones.
  virtual void Shutdown() = 0;
};

}  // namespace beam::runners
