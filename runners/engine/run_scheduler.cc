#include "runners/engine/run_scheduler.h"

namespace beam::runners {

Action FinalizeOn(std::size_t worker, StageId stage) {
  Action action;
  action.kind = Action::Kind::kFinalize;
  action.stage = stage;
  action.worker = worker;
  return action;
}

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
