#include "runners/harness/found_step.h"

#include "beam/base/error.h"
#include "runners/harness/live_graphs.h"
#include "runners/harness/shipped_step.h"

namespace beam::runners {

FoundStep FindStep(const org::apache::beam::model::pipeline::v1::FunctionSpec& function) {
  if (function.urn() == kLiveStepUrn) return FindLiveStep(function);
  if (function.urn() == kShippedStepUrn) return ReadShippedStep(function);
  throw Error(StatusCode::kInvalidArgument,
              "the function is of another SDK than this program's; urn = " + function.urn());
}

}  // namespace beam::runners
