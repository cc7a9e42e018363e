// BundleCallbacks: what the functions of a stage want to be called once the outputs of the bundle under way are safe.
#pragma once

#include <vector>

#include "beam/base/owned.h"
#include "beam/base/status.h"
#include "beam/base/time.h"

namespace beam::internal {

struct OperatorContext;

class BundleCallback {
 public:
  BundleCallback() = default;
  BundleCallback(const BundleCallback&) = delete;
  BundleCallback& operator=(const BundleCallback&) = delete;
  virtual ~BundleCallback() = default;
  virtual Status Call() = 0;
};

/// Of the operators that one thread at a time runs and finalizes; they outlive what they register. The order of calls is
/// ( Clear  Add*  Call? )*
class BundleCallbacks {
 public:
  BundleCallbacks() = default;
  BundleCallbacks(const BundleCallbacks&) = delete;
  BundleCallbacks& operator=(const BundleCallbacks&) = delete;

  /// A bundle begins; what an earlier one registered is not wanted any more.
  void Clear() { registered_.clear(); }
  /// `step` wants the call as long as its clock is not past `expiry`.
  void Add(const OperatorContext& step, Timestamp expiry, Owned<BundleCallback> callback);
  bool empty() const { return registered_.empty(); }
  /// The outputs of the bundle are safe: calls what has not expired, in the order in which it was registered, each once. Returns what
  /// went wrong, as warnings to print; it changes nothing about the bundle.
  std::vector<Status> Call();

 private:
  struct Registered {
    const OperatorContext* step;
    Timestamp expiry;
    Owned<BundleCallback> callback;
  };
  std::vector<Registered> registered_;
};

}  // namespace beam::internal
