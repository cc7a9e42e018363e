#include "runners/rpc/handler_status.h"

#include <string>

namespace beam::runners {

grpc::Status HandlerStatus(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  std::string message = status.message();
  for (const std::string& doing : status.context()) message += "\n  while " + doing;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message);
}

}  // namespace beam::runners
