#include "beam/exec/output.h"

#include "beam/base/error.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/run_state.h"
#include "beam/exec/step_metrics.h"
#include "beam/exec/user_code.h"
#include "beam/exec/worker_activity.h"

namespace beam::internal {

const ElementMeta OutputBase::kNoMeta;

OutputBase::OutputBase(BatchBase& open, std::size_t limit) : open_(open), limit_(limit) {}
OutputBase::~OutputBase() = default;

void OutputBase::Connect(Operator* consumer, std::size_t port, const Node* node) {
  consumers_.push_back({consumer, port, node});
}

void OutputBase::InheritForBundle(const ElementMeta* meta) {
  current_ = meta != nullptr ? meta : &kNoMeta;
  ResumeMeta();
}

void OutputBase::EndBundle() {
  current_ = nullptr;
  Flush();
}

const ElementMeta& OutputBase::inherited() const {
  if (current_ == &kNoMeta) {
    throw Error(
        StatusCode::kFailedPrecondition,
        "StartBundle or FinishBundle emitted a value without a time, and the input is not globally windowed; call "
        "emit(time, window, value)");
  }
  return *current_;
}

void OutputBase::FailOutOfBounds(Timestamp time) {
  throw Error(StatusCode::kOutOfRange,
              "an element was emitted at a time outside of Beam's time domain (Timestamp::Min() to Timestamp::Max()); "
              "milliseconds = " +
                  std::to_string(time.millis()));
}

std::size_t OutputBase::InheritRange(const BatchBase& input, std::size_t begin, std::size_t wanted) {
  const std::size_t room = limit_ - open_.size();
  const std::size_t count = wanted < room ? wanted : room;
  open_.AppendMetasOf(input, begin, count);
  return count;
}

struct OutputBase::Emptied {
  OutputBase& output;
  ~Emptied() {
    output.open_.Clear();
    if (output.heap_ > kBatchHeap) output.ReleaseSlots();
    output.heap_ = 0;
    output.ResumeMeta();
  }
};

void OutputBase::Flush() {
  if (open_.empty()) return;
  // Emptied even when a consumer throws: user code may swallow that and emit again, into slots that must be there.
  const Emptied emptied{*this};
  Deliver(open_);
}

void OutputBase::PassOn(BatchBase& batch) {
  Flush();
  if (!batch.empty()) Deliver(batch);
}

void OutputBase::Deliver(BatchBase& batch) {
  if (run_ != nullptr && run_->stopping()) throw BundleAborted{};
  element_count_ += batch.size();
  if (tap_ != nullptr) tap_->Apply(batch);
  if (watch_ != nullptr) watch_->Passing(batch);
  batch.set_exclusive(consumers_.size() == 1);
  for (const Edge& edge : consumers_) {
    if (activity_ != nullptr) activity_->Enter(edge.node);
    const StepMetricsScope metrics(edge.consumer->metrics());
    if (run_ == nullptr) {
      edge.consumer->Process(edge.port, batch);
    } else {
      RunStep(*run_, edge.node, [&] { edge.consumer->Process(edge.port, batch); });
    }
  }
  if (activity_ != nullptr) activity_->Enter(node_);
}

}  // namespace beam::internal
