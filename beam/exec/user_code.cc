#include "beam/exec/user_code.h"

#include "beam/base/error.h"
#include "beam/exec/exception_status.h"
#include "beam/exec/run_state.h"
#include "beam/graph/graph.h"

namespace beam::internal {

namespace {

constexpr std::size_t kPrintedBytes = 200;

Status NamedAfter(const Node& node, const Status& status, const std::string& element) {
  std::string message = node.Describe() + " failed: " + status.message();
  if (!element.empty()) message += "; element = " + element;
  Status named(status.code(), std::move(message));
  for (const std::string& line : status.context()) named = std::move(named).While(line);
  return named;
}

}  // namespace

std::string EscapedForError(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes.substr(0, kPrintedBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && byte != '\\') {
      text += c;
    } else {
      text += "\\x";
      text += kDigits[byte >> 4];
      text += kDigits[byte & 15];
    }
  }
  if (bytes.size() > kPrintedBytes) text += "... (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

void FailBundle(const OperatorContext& context, const std::string& element, const char* doing) {
  FailBundle(context, StatusOfException(), element, doing);
}

void FailStep(RunState& run, const Node* node) {
  Status status = StatusOfException();
  run.Fail(node == nullptr ? std::move(status) : NamedAfter(*node, status, std::string()));
  throw BundleAborted{};
}

void FailBundle(const OperatorContext& context, const Status& status, const std::string& element, const char* doing) {
  context.run->Fail(NamedAfter(*context.node, status, element).While(doing));
  throw BundleAborted{};
}

}  // namespace beam::internal
