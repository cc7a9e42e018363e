#include "runners/rpc/call_status.h"

#include <fmt/format.h>

namespace beam::runners {

namespace {

StatusCode CodeOf(grpc::StatusCode code) {
  // beam::StatusCode has gRPC's numbers, except for the one code that it lacks.
  if (code == grpc::StatusCode::UNAUTHENTICATED) return StatusCode::kPermissionDenied;
  if (code < 0 || code > static_cast<int>(StatusCode::kDataLoss)) return StatusCode::kUnknown;
  return static_cast<StatusCode>(code);
}

// What happened and what to do, without the values.
std::string Sentence(StatusCode code, const Callee& callee) {
  switch (code) {
    case StatusCode::kUnavailable:
      return fmt::format("{} does not answer; {}", callee.service, callee.advice);
    case StatusCode::kDeadlineExceeded:
      return fmt::format("{} did not answer in time; see whether it is overloaded, or something else listens there",
                         callee.service);
    case StatusCode::kUnimplemented:
      return fmt::format(
          "{} does not know this call; see whether it is what listens there, and a version that can do it",
          callee.service);
    case StatusCode::kCancelled:
      return fmt::format("the call to {} was cancelled", callee.service);
    case StatusCode::kPermissionDenied:
      return fmt::format("{} does not let this program in; see what it asks of its clients", callee.service);
    default:
      return fmt::format("{} answered with an error", callee.service);
  }
}

}  // namespace

Status CallStatus(const grpc::Status& status, const Callee& callee, std::string_view call) {
  if (status.ok()) return Status();
  const StatusCode code = CodeOf(status.error_code());
  std::string message = fmt::format("{}; call = {}, endpoint = {}", Sentence(code, callee), call, callee.endpoint);
  if (!status.error_message().empty()) message += ", its words: " + status.error_message();
  return Status(code, std::move(message));
}

}  // namespace beam::runners
