// What a failed call tells its user.

#include "runners/rpc/call_status.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "runners/rpc/handler_status.h"

namespace beam::runners {
namespace {

const Callee kCallee{"the job service", "127.0.0.1:8073", "start one there"};

std::string Text(grpc::StatusCode code, const std::string& words) {
  return CallStatus(grpc::Status(code, words), kCallee, "Prepare").ToString();
}

TEST_CASE("a call that went well has an ok status") { CHECK(CallStatus(grpc::Status::OK, kCallee, "Prepare").ok()); }

TEST_CASE("a failed call says who was called, what to do, for what and where, and what the service said") {
  CHECK(Text(grpc::StatusCode::UNAVAILABLE, "") ==
        "UNAVAILABLE: the job service does not answer; start one there; call = Prepare, endpoint = 127.0.0.1:8073");
  CHECK(
      Text(grpc::StatusCode::INVALID_ARGUMENT, "no\nreally") ==
      "INVALID_ARGUMENT: the job service answered with an error; call = Prepare, endpoint = 127.0.0.1:8073, its words: "
      "no\nreally");
}

TEST_CASE("every code of gRPC becomes the same code of ours") {
  for (int code = 1; code <= 15; ++code) {
    const Status status = CallStatus(grpc::Status(static_cast<grpc::StatusCode>(code), "x"), kCallee, "Run");
    CHECK(static_cast<int>(status.code()) == code);
    CHECK(status.message().find("the job service") != std::string::npos);
  }
  CHECK(CallStatus(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, ""), kCallee, "Run").code() ==
        StatusCode::kPermissionDenied);
}

TEST_CASE("what a handler throws or returns is the status of its call") {
  CHECK(Handle([] {}).ok());
  CHECK(Handle([] { return Status(); }).ok());
  const grpc::Status returned =
      Handle([] { return Status(StatusCode::kNotFound, "no such job").While("looking for it"); });
  CHECK(returned.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(returned.error_message() == "no such job\n  while looking for it");
  const grpc::Status thrown = Handle([] { throw Error(StatusCode::kDataLoss, "lost"); });
  CHECK(thrown.error_code() == grpc::StatusCode::DATA_LOSS);
  CHECK(thrown.error_message() == "lost");
  const grpc::Status other = Handle([]() -> Status { throw std::runtime_error("oh"); });
  CHECK(other.error_code() == grpc::StatusCode::INTERNAL);
  CHECK(other.error_message() == "oh");
}

}  // namespace
}  // namespace beam::runners
