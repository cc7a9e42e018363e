// StepRests: what a splittable step leaves for other bundles, in the form in which its runner keeps it and sends it again.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "beam/exec/splittable_operator.h"
#include "beam/exec/wire_sink_op.h"
#include "runners/harness/bundle_plan.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

class StepRests final : public internal::RestSink {
 public:
  /// `elements` and `window`: of the source that the step's elements come from, so that what goes back looks like what came. The step
  /// must outlive this. Throws beam::Error for coders that do not fit the elements.
  StepRests(const PlannedStep& step, const internal::WireElements& elements, const CoderSpec& window);

  /// For the thread of a bundle.
  void Take(const internal::BatchBase& element, Duration delay, Timestamp watermark) override;
  std::vector<fn::DelayedBundleApplication> TakeAll();

  /// For any thread.
  fn::BundleApplication ApplicationOf(const internal::BatchBase& element, Timestamp watermark);

 private:
  const PlannedStep& step_;
  std::vector<fn::DelayedBundleApplication> taken_;
  std::mutex mutex_;
  std::string bytes_;  // of the element that is being encoded
  internal::WireSinkOp encoder_;
};

}  // namespace beam::runners
