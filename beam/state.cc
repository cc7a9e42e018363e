#include "beam/state.h"

#include <string>

#include "beam/base/error.h"

namespace beam::internal {

void FailUnboundState(std::string_view name) {
  throw Error(StatusCode::kFailedPrecondition,
              "state and timers belong to a key: use them in ProcessElement, OnTimer and OnWindowExpiration of a ParDo "
              "only, and list them in Fields where the struct is no plain one; name = " +
                  std::string(name));
}

}  // namespace beam::internal
