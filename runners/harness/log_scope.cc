#include "runners/harness/log_scope.h"

#include <utility>

#include "runners/harness/valid_text.h"

namespace beam::runners {

namespace {

thread_local LogScope* current_scope = nullptr;

}  // namespace

LogScope::LogScope(Logger& logger, std::string instruction_id)
    : logger_(logger), instruction_id_(std::move(instruction_id)), outer_(current_scope) {
  current_scope = this;
}

LogScope::~LogScope() { current_scope = outer_; }

LogTransformScope::LogTransformScope(std::string transform_id) : scope_(current_scope) {
  if (scope_ != nullptr) outer_ = std::exchange(scope_->transform_id_, std::move(transform_id));
}

LogTransformScope::~LogTransformScope() {
  if (scope_ != nullptr) scope_->transform_id_ = std::move(outer_);
}

void Log(LogSeverity severity, std::string_view message) {
  if (current_scope != nullptr) {
    current_scope->logger_.Log(severity, message, current_scope->instruction_id_, current_scope->transform_id_);
    return;
  }
  fn::LogEntry entry;
  entry.set_severity(severity);
  entry.set_message(ValidText(message));
  LogToStandardError(entry);
}

}  // namespace beam::runners
