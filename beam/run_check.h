// RunCheck: a question that is asked of a run when it has ended DONE. The expectations of the testing kit are run checks.
#pragma once

#include <source_location>

#include "beam/base/status.h"

namespace beam::internal {

/// Belongs to a pipeline. A check that is not met makes Pipeline::Run return a failed result.
class RunCheck {
 public:
  explicit RunCheck(const std::source_location& location) : location_(location) {}
  RunCheck(const RunCheck&) = delete;
  RunCheck& operator=(const RunCheck&) = delete;
  virtual ~RunCheck() = default;

  /// Called once, on the thread that called Pipeline::Run.
  virtual Status Check() = 0;

  /// The user's line that asks the question.
  const std::source_location& location() const { return location_; }

 private:
  std::source_location location_;
};

}  // namespace beam::internal
