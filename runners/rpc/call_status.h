// CallStatus: what a failed call looks like to the person who has to do something about it.
//
// gRPC reports "UNAVAILABLE: failed to connect to all addresses". What a user needs is who was called, for what, where, and
// the way out; the one who makes the call knows all of it and says it once, in a Callee.
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "beam/base/status.h"

namespace beam::runners {

/// Whom calls are made to, in the words of an error message.
struct Callee {
  /// With its article: "the job service".
  std::string service;
  /// "host:port".
  std::string endpoint;
  /// What to do when nobody answers there, as half a sentence: "start one, or name another with --job_endpoint=HOST:PORT".
  std::string advice;
};

/// The outcome of `call` ("Prepare"), ok for an ok status. The code is gRPC's; what the service itself said comes last, since
/// it may have many lines.
Status CallStatus(const grpc::Status& status, const Callee& callee, std::string_view call);

}  // namespace beam::runners
