#include "runners/harness/found_window_fn.h"

#include "beam/base/error.h"
#include "beam/exec/shipment.h"
#include "runners/harness/live_graphs.h"
#include "runners/model/window_fn_proto.h"

namespace beam::runners {

internal::WindowFnRef FindWindowFn(const org::apache::beam::model::pipeline::v1::FunctionSpec& function) {
  if (const std::optional<internal::WindowFnRef> known = WindowFnFromProto(function)) return *known;
  if (function.urn() == kLiveWindowFnUrn) return FindLiveWindowFn(function);
  if (function.urn() == internal::kCustomWindowFnUrn) {
    return internal::ReadWindowFn(function.urn(), function.payload());
  }
  throw Error(StatusCode::kInvalidArgument,
              "the window function is of another SDK than this program's; urn = " + function.urn());
}

}  // namespace beam::runners
