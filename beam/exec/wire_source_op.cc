#include "beam/exec/wire_source_op.h"

#include <utility>

#include "beam/base/error.h"

namespace beam::internal {

WireSourceOp::WireSourceOp(std::string name, const WireElements& elements, const CoderSpec& window)
    : name_(std::move(name)), decoder_(elements, WireHeader(window)), output_(decoder_.MakeOutput()) {
  AddOutput(output_.get());
}

void WireSourceOp::Process(std::size_t, BatchBase&) {
  throw Error(StatusCode::kInternal, "a data source was given a batch; transform = " + name_);
}

void WireSourceOp::Receive(std::string_view bytes) {
  if (pending_.empty()) {
    pending_ = bytes.substr(EmitWhole(bytes));
    return;
  }
  pending_.append(bytes);
  pending_.erase(0, EmitWhole(pending_));
}

// Returns how many bytes the whole elements had.
std::size_t WireSourceOp::EmitWhole(std::string_view bytes) {
  const std::size_t done = decoder_.Decode(bytes, *output_);
  output_->Flush();
  return done;
}

void WireSourceOp::FinishBundle() {
  output_->EndBundle();
  if (pending_.empty()) return;
  const std::string problem = decoder_.problem() ? decoder_.problem()->message() : std::string();
  throw Error(StatusCode::kDataLoss, "the data of '" + name_ + "' ends in the middle of an element, or is broken: " +
                                         problem + "; bytes left = " + std::to_string(pending_.size()));
}

}  // namespace beam::internal
