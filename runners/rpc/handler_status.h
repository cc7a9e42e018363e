// HandlerStatus: what a handler of an RPC answers when it cannot do what it was asked.
//
// Nothing that a client sends may end this process: what a handler throws becomes the status of its call.
#pragma once

#include <grpcpp/support/status.h>

#include <exception>
#include <type_traits>

#include "beam/base/error.h"

namespace beam::runners {

/// The same code, and the message with its context.
grpc::Status HandlerStatus(const Status& status);

/// Runs the body of a handler, which returns a Status or nothing, and turns what it throws into a status.
template <class Body>
grpc::Status Handle(Body&& body) {
  try {
    if constexpr (std::is_void_v<decltype(body())>) {
      body();
      return grpc::Status::OK;
    } else {
      return HandlerStatus(body());
    }
  } catch (const Error& error) {
    return HandlerStatus(error.status());
  } catch (const std::exception& error) {
    return HandlerStatus(Status(StatusCode::kInternal, error.what()));
  }
}

}  // namespace beam::runners
