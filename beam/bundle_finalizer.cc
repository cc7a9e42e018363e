#include "beam/bundle_finalizer.h"

#include <string>

#include "beam/base/error.h"

namespace beam {

void BundleFinalizer::Register(Duration callback_expiry, internal::Owned<internal::BundleCallback> callback) {
  if (callback_expiry <= Duration(0)) {
    throw Error(
        StatusCode::kInvalidArgument,
        "AfterBundleCommit was given a callback that expires at once; say how long it is worth calling, for example "
        "std::chrono::minutes(10); callback_expiry in milliseconds = " +
            std::to_string(callback_expiry.count()));
  }
  if (step_->callbacks == nullptr) {
    throw Error(StatusCode::kUnimplemented,
                "this runner does not say when a bundle is committed, so it has no use for "
                "AfterBundleCommit; use another runner");
  }
  step_->callbacks->Add(*step_, internal::Later(step_->processing_time(), callback_expiry), std::move(callback));
}

}  // namespace beam
