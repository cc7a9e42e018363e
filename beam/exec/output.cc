#include "beam/exec/output.h"

namespace beam::internal {

void OutputBase::Deliver(BatchBase& batch) {
  element_count_ += batch.size();
  if (tap_ != nullptr) tap_->Apply(batch);
  batch.set_exclusive(consumers_.size() == 1);
  for (const Edge& edge : consumers_) edge.consumer->Process(edge.port, batch);
}

void SourceOperator::Process(std::size_t, BatchBase&) {}

}  // namespace beam::internal
