#include "beam/exec/bundle_callbacks.h"

#include <utility>

#include "beam/exec/exception_status.h"
#include "beam/exec/operator_context.h"
#include "beam/graph/graph.h"

namespace beam::internal {

namespace {

Status Guarded(BundleCallback& callback) {
  try {
    return callback.Call();
  } catch (...) {
    return StatusOfException();
  }
}

}  // namespace

void BundleCallbacks::Add(const OperatorContext& step, Timestamp expiry, Owned<BundleCallback> callback) {
  registered_.push_back({&step, expiry, std::move(callback)});
}

std::vector<Status> BundleCallbacks::Call() {
  std::vector<Status> failures;
  for (Registered& registered : std::exchange(registered_, {})) {
    if (registered.step->processing_time() > registered.expiry) continue;
    const Status status = Guarded(*registered.callback);
    if (status.ok()) continue;
    failures.emplace_back(status.code(),
                          registered.step->node->Describe() +
                              ": a callback of AfterBundleCommit failed; the bundle is committed all the "
                              "same, and the run goes on; the error was: " +
                              status.message());
  }
  return failures;
}

}  // namespace beam::internal
