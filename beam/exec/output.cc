#include "beam/exec/output.h"

#include "beam/base/error.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/run_state.h"

namespace beam::internal {

const ElementMeta OutputBase::kNoMeta;

void OutputBase::FailWithoutMeta() {
  throw Error(StatusCode::kFailedPrecondition,
              "StartBundle or FinishBundle emitted a value without a time, and the input is not globally windowed; call "
              "emit(time, window, value)");
}

void OutputBase::Deliver(BatchBase& batch) {
  if (run_ != nullptr && run_->stopping()) throw BundleAborted{};
  element_count_ += batch.size();
  if (tap_ != nullptr) tap_->Apply(batch);
  batch.set_exclusive(consumers_.size() == 1);
  for (const Edge& edge : consumers_) edge.consumer->Process(edge.port, batch);
}

void SourceOperator::Process(std::size_t, BatchBase&) {}

}  // namespace beam::internal
