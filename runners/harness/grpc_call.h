// How the calls of a worker end: gRPC's status as ours.
#pragma once

#include <grpcpp/grpcpp.h>

#include "beam/base/error.h"
#include "runners/harness/valid_text.h"

namespace beam::runners {

/// The codes are the same.
inline Status StatusOf(const grpc::Status& status) {
  if (status.ok()) return Status();
  return Status(static_cast<StatusCode>(status.error_code()), ValidText(status.error_message()));
}

}  // namespace beam::runners
