// LogScope and Log: what code that runs inside a bundle logs with, without being handed a logger.
//
// The scope belongs to a thread: it is set around a bundle's work on the thread that does it, and Log finds it there. This is
// the one place where the harness keeps something that is not passed as an argument, because user code has none to pass.
#pragma once

#include <string>
#include <string_view>

#include "runners/harness/logging.h"

namespace beam::runners {

/// While it lives, what this thread logs goes to the logger under the id of the instruction. Scopes nest.
class LogScope {
 public:
  LogScope(Logger& logger, std::string instruction_id);
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
  ~LogScope();

 private:
  friend class LogTransformScope;
  friend void Log(LogSeverity severity, std::string_view message);
  Logger& logger_;
  const std::string instruction_id_;
  std::string transform_id_;
  LogScope* const outer_;
};

/// While it lives, what this thread logs is said by the transform. Does nothing outside of a LogScope.
class LogTransformScope {
 public:
  explicit LogTransformScope(std::string transform_id);
  LogTransformScope(const LogTransformScope&) = delete;
  LogTransformScope& operator=(const LogTransformScope&) = delete;
  ~LogTransformScope();

 private:
  LogScope* const scope_;
  std::string outer_;
};

/// Never blocks. Outside of a bundle the message goes to standard error.
void Log(LogSeverity severity, std::string_view message);

}  // namespace beam::runners
