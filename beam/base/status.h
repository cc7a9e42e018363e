// Status: the engine's error value, with Beam's canonical codes.
//
// User code and the public surface throw `beam::Error` (beam/base/error.h); inside the engine errors travel as
// `Status`, because a bundle that fails is an ordinary event for the scheduler.
//
//   beam::Status status = beam::Status(beam::StatusCode::kNotFound, "no file matches the pattern; pattern = a*.txt");
//   if (!status.ok()) std::puts(status.ToString().c_str());
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beam {

/// Canonical codes, numbered like gRPC's so that they cross an RPC border unchanged.
enum class StatusCode : std::uint8_t {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
};

/// Returns the code's spelling in error texts, for example "NOT_FOUND".
std::string_view StatusCodeName(StatusCode code);

/// A code, one line that names the cause with run-time values at its end, and the chain of what was being done.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message);
  Status(const Status& other);
  Status(Status&& other) noexcept : code_(other.code_), text_(other.text_) { other.text_ = nullptr; }
  Status& operator=(Status other) noexcept {
    code_ = other.code_;
    Text* const text = text_;
    text_ = other.text_;
    other.text_ = text;
    return *this;
  }
  ~Status() {
    if (text_ != nullptr) DropText();
  }

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  const std::string& message() const;
  /// Innermost first; each entry completes the sentence "while ...".
  const std::vector<std::string>& context() const;

  /// Returns this status with one more "while ..." line. An ok status is returned unchanged.
  Status While(std::string doing) &&;
  Status While(std::string doing) const&;

  /// "NOT_FOUND: message" and one line "  while ..." for each context entry; "OK" for an ok status.
  std::string ToString() const;

 private:
  // An ok status has none, and costs nothing to make and to return.
  struct Text;
  void DropText();

  StatusCode code_ = StatusCode::kOk;
  Text* text_ = nullptr;
};

}  // namespace beam
