#include "beam/exec/filter_op.h"

#include "beam/base/error.h"

namespace beam::internal {

void FailSharedMoveOnly() {
  throw Error(
      StatusCode::kFailedPrecondition,
      "elements that cannot be copied were to be passed on by one of several readers of their collection; give the "
      "collection one consumer, or make the type copyable");
}

}  // namespace beam::internal
