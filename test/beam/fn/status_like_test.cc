#include "beam/fn/status_like.h"

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <variant>

#include "beam/base/error.h"
#include "beam/fn/output_type.h"

namespace {

/// The shape of std::expected, which C++20 does not have.
template <class T, class E>
struct Expected {
  std::variant<T, E> state;
  bool has_value() const { return state.index() == 0; }
  T& operator*() { return std::get<0>(state); }
  const T& operator*() const { return std::get<0>(state); }
  const E& error() const { return std::get<1>(state); }
};
/// grpc::Status, as far as its shape goes.
struct RpcStatus {
  bool ok() const { return false; }
  int error_code() const { return 14; }
  std::string error_message() const { return "no route"; }
};
/// Looks like a status and is a value.
struct HttpResponse {
  bool ok() const { return true; }
  int code() const { return 200; }
  std::string message() const { return "OK"; }
};
/// Looks like nothing and is declared a status.
struct Outcome {
  bool good = false;
  bool ok() const { return good; }
};
enum class Trouble { kNone = 0, kBig = 7 };

}  // namespace

template <>
struct beam::IsStatus<HttpResponse> : std::false_type {};
template <>
struct beam::IsStatus<Outcome> : std::true_type {};

namespace beam::internal {
namespace {

static_assert(FindReturnKind<void>() == ReturnKind::kVoid);
static_assert(FindReturnKind<int>() == ReturnKind::kValue);
static_assert(FindReturnKind<std::optional<int>>() == ReturnKind::kValue);
static_assert(FindReturnKind<std::string>() == ReturnKind::kValue);
static_assert(FindReturnKind<Status>() == ReturnKind::kStatus);
static_assert(FindReturnKind<StatusOr<int>>() == ReturnKind::kStatusOr);
static_assert(FindReturnKind<absl::Status>() == ReturnKind::kStatus);
static_assert(FindReturnKind<absl::StatusOr<int>>() == ReturnKind::kStatusOr);
static_assert(FindReturnKind<Expected<int, std::string>>() == ReturnKind::kStatusOr);
static_assert(FindReturnKind<RpcStatus>() == ReturnKind::kStatus);
static_assert(FindReturnKind<HttpResponse>() == ReturnKind::kValue);
static_assert(FindReturnKind<Outcome>() == ReturnKind::kStatus);
static_assert(std::is_same_v<ReturnOf<absl::StatusOr<std::string>>::Value, std::string>);
static_assert(std::is_same_v<ReturnOf<StatusOr<Timestamped<int>>>::Value, int>);
static_assert(ReturnOf<StatusOr<Timestamped<int>>>::kTimestamped);

TEST_CASE("success is recognised whatever it is called") {
  CHECK(Succeeded(Status()));
  CHECK(Succeeded(absl::OkStatus()));
  CHECK(Succeeded(absl::StatusOr<int>(1)));
  CHECK(Succeeded(Expected<int, std::string>{1}));
  CHECK_FALSE(Succeeded(Expected<int, std::string>{"no"}));
  CHECK_FALSE(Succeeded(RpcStatus()));
  CHECK_FALSE(Succeeded(Outcome()));
}

TEST_CASE("a status keeps its code, its message and its context") {
  const Status status = Status(StatusCode::kNotFound, "no such row").While("reading");
  CHECK(FailureOf(status).ToString() == status.ToString());
  CHECK(FailureOf(StatusOr<int>(status)).ToString() == status.ToString());
}

TEST_CASE("an Abseil status becomes ours") {
  const Status status = FailureOf(absl::NotFoundError("no such row"));
  CHECK(status.code() == StatusCode::kNotFound);
  CHECK(status.message() == "no such row");
  const Status inner = FailureOf(absl::StatusOr<int>(absl::DataLossError("torn page")));
  CHECK(inner.code() == StatusCode::kDataLoss);
  CHECK(inner.message() == "torn page");
}

TEST_CASE("an RPC status becomes ours") {
  CHECK(FailureOf(RpcStatus()).code() == StatusCode::kUnavailable);
  CHECK(FailureOf(RpcStatus()).message() == "no route");
}

TEST_CASE("the error of an expected is told as far as it has a text") {
  CHECK(FailureOf(Expected<int, std::string>{"torn page"}).message() == "torn page");
  CHECK(FailureOf(Expected<int, const char*>{"torn page"}).message() == "torn page");
  const std::error_code code = std::make_error_code(std::errc::no_space_on_device);
  CHECK(FailureOf(Expected<int, std::error_code>{code}).message() == code.message());
  CHECK(FailureOf(Expected<std::string, int>{12}).message() == "error 12");
  CHECK(FailureOf(Expected<int, Trouble>{Trouble::kBig}).message() == "error 7");
  CHECK(FailureOf(Expected<int, Outcome>{Outcome()}).message() == "an error whose type has no text");
}

TEST_CASE("a code that is none of the canonical ones is unknown") {
  CHECK(CanonicalCode(404) == StatusCode::kUnknown);
  CHECK(CanonicalCode(-1) == StatusCode::kUnknown);
  CHECK(CanonicalCode(0) == StatusCode::kUnknown);
  CHECK(CanonicalCode(16) == StatusCode::kUnknown);
  CHECK(CanonicalCode(std::string("5")) == StatusCode::kUnknown);
}

}  // namespace
}  // namespace beam::internal
