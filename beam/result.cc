#include "beam/result.h"

#include <utility>

#include "beam/metric_results.h"

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

void ElementCounts::Add(std::string step, std::uint64_t elements) { steps_.push_back({std::move(step), elements}); }

std::size_t ElementCounts::size() const { return steps_.size(); }
const ElementCounts::Step* ElementCounts::begin() const { return steps_.data(); }
const ElementCounts::Step* ElementCounts::end() const { return steps_.data() + steps_.size(); }

std::uint64_t ElementCounts::at(std::string_view step) const {
  for (const Step& counted : steps_) {
    if (counted.name == step) return counted.elements;
  }
  throw Error(StatusCode::kNotFound, "the run has no step of this name; name = " + std::string(step));
}

PipelineResult::PipelineResult() = default;
PipelineResult::PipelineResult(PipelineState state, Status status) : state_(state), status_(std::move(status)) {}
PipelineResult::PipelineResult(const PipelineResult&) = default;
PipelineResult::PipelineResult(PipelineResult&&) noexcept = default;
PipelineResult& PipelineResult::operator=(const PipelineResult&) = default;
PipelineResult& PipelineResult::operator=(PipelineResult&&) noexcept = default;
PipelineResult::~PipelineResult() = default;

void PipelineResult::set_element_counts(ElementCounts counts) { element_counts_ = std::move(counts); }

const MetricResults& PipelineResult::metrics() const {
  static const MetricResults kNone;
  return metrics_ == nullptr ? kNone : *metrics_;
}
void PipelineResult::set_metrics(MetricResults metrics) {
  metrics_ = std::make_shared<const MetricResults>(std::move(metrics));
}

const PipelineResult& PipelineResult::Check() const {
  if (!ok()) throw Error(status_.ok() ? Status(StatusCode::kInternal, "the run did not end") : status_);
  return *this;
}

}  // namespace beam
