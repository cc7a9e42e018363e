#include "beam/base/status.h"

#include <iterator>
#include <utility>

namespace beam {

std::string_view StatusCodeName(StatusCode code) {
  static constexpr std::string_view kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS"};
  const auto index = static_cast<std::size_t>(code);
  return index < std::size(kNames) ? kNames[index] : "UNKNOWN";
}

struct Status::Text {
  std::string message;
  std::vector<std::string> context;
};

Status::Status(StatusCode code, std::string message) : code_(code) {
  if (!message.empty()) text_ = new Text{std::move(message), {}};
}

Status::Status(const Status& other)
    : code_(other.code_), text_(other.text_ != nullptr ? new Text(*other.text_) : nullptr) {}

void Status::DropText() { delete text_; }

const std::string& Status::message() const {
  static const std::string none;
  return text_ != nullptr ? text_->message : none;
}

const std::vector<std::string>& Status::context() const {
  static const std::vector<std::string> none;
  return text_ != nullptr ? text_->context : none;
}

Status Status::While(std::string doing) && {
  if (ok()) return std::move(*this);
  if (text_ == nullptr) text_ = new Text();
  text_->context.push_back(std::move(doing));
  return std::move(*this);
}

Status Status::While(std::string doing) const& { return Status(*this).While(std::move(doing)); }

std::string Status::ToString() const {
  if (ok()) return "OK";
  std::string text(StatusCodeName(code_));
  text += ": ";
  text += message();
  for (const std::string& doing : context()) text += "\n  while " + doing;
  return text;
}

}  // namespace beam
