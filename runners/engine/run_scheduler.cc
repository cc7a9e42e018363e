#include "runners/engine/run_scheduler.h"

namespace beam::runners {

PipelineState EndStateOf(RunScheduler::State state) {
  switch (state) {
    case RunScheduler::State::kDone:
      return PipelineState::kDone;
    case RunScheduler::State::kCancelled:
      return PipelineState::kCancelled;
    case RunScheduler::State::kRunning:
    case RunScheduler::State::kFailed:
      break;
  }
  return PipelineState::kFailed;
}

}  // namespace beam::runners
