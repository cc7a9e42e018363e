// How the calls of a worker begin and end: the worker's id, and gRPC's status as ours.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>

#include "beam/base/error.h"
#include "runners/harness/valid_text.h"

namespace beam::runners {

/// gRPC ends the process for metadata that is not printable ASCII, and worker ids come from outside.
inline void RequireWorkerId(const std::string& worker_id) {
  bool valid = !worker_id.empty();
  for (const char c : worker_id) valid = valid && c >= 0x20 && c < 0x7F;
  if (valid) return;
  throw Error(StatusCode::kInvalidArgument,
              "a worker id has to be printable ASCII text, because it travels as metadata of every call; id = " +
                  ValidText(worker_id));
}

inline void SetWorkerId(grpc::ClientContext& context, const std::string& worker_id) {
  context.AddMetadata("worker_id", worker_id);
}

/// The codes are the same.
inline Status StatusOf(const grpc::Status& status) {
  if (status.ok()) return Status();
  return Status(static_cast<StatusCode>(status.error_code()), ValidText(status.error_message()));
}

}  // namespace beam::runners
