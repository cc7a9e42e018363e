// StepSideInputs: the side inputs of one step, brought from a runner's state as the operators read them.
#pragma once

#include <org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "beam/exec/side_input_cell.h"
#include "runners/harness/bundle_plan.h"
#include "runners/harness/bundle_processor.h"

namespace beam::runners {

/// What is looked up by key is read key by key, if the runner offers that, until it is better to read a window as a whole.
///
/// A side input is read when the first element needs it and not before: a runner lets elements wait for their side inputs, and some
/// know of a bundle's side inputs only when they send it data. It is read anew in each bundle unless nothing can have changed: it was
/// complete when it was first read, or the bundle comes with the token under which it was read. For one thread.
class StepSideInputs {
 public:
  using Coders = google::protobuf::Map<std::string, model::Coder>;
  using Collections = google::protobuf::Map<std::string, model::PCollection>;

  /// All of these must outlive it.
  StepSideInputs(const PlannedStep& step, const Coders& coders, const Collections& collections);
  ~StepSideInputs();
  StepSideInputs(const StepSideInputs&) = delete;
  StepSideInputs& operator=(const StepSideInputs&) = delete;

  bool empty() const { return sides_.empty(); }
  /// One for each side input of the step, in their order.
  std::vector<internal::SideInputCell*> cells() const;

  /// The bundle that begins. Operators look their side inputs up again when they start it. Throws beam::Error for a side input
  /// that the runner did not describe.
  void Begin(BundleServices& services);

 private:
  class Side;
  std::vector<std::unique_ptr<Side>> sides_;
};

}  // namespace beam::runners
