#include "beam/result.h"

namespace beam {

const char* PipelineStateName(PipelineState state) {
  switch (state) {
    case PipelineState::kRunning:
      return "RUNNING";
    case PipelineState::kDone:
      return "DONE";
    case PipelineState::kFailed:
      return "FAILED";
    case PipelineState::kCancelled:
      return "CANCELLED";
  }
  return "UNKNOWN";
}

const PipelineResult& PipelineResult::Check() const {
  if (!ok()) throw Error(status_.ok() ? Status(StatusCode::kInternal, "the run did not end") : status_);
  return *this;
}

}  // namespace beam
