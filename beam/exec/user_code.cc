#include "beam/exec/user_code.h"

#include <new>

#include "beam/base/error.h"
#include "beam/exec/run_state.h"
#include "beam/graph/graph.h"

namespace beam::internal {

namespace {

constexpr std::size_t kPrintedBytes = 200;

Status StatusOfCurrentException() {
  try {
    throw;
  } catch (const Error& error) {
    return error.status();
  } catch (const std::bad_alloc&) {
    return Status(StatusCode::kResourceExhausted, "the machine has no memory left; lower --memory_limit or --threads");
  } catch (const std::exception& error) {
    return Status(StatusCode::kUnknown, error.what());
  } catch (...) {
    return Status(StatusCode::kUnknown, "an exception that is no std::exception");
  }
}

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
  FailBundle(context, StatusOfCurrentException(), element, doing);
}

void FailStep(RunState& run, const Node* node) {
  Status status = StatusOfCurrentException();
  run.Fail(node == nullptr ? std::move(status) : NamedAfter(*node, status, std::string()));
  throw BundleAborted{};
}

void FailBundle(const OperatorContext& context, const Status& status, const std::string& element, const char* doing) {
  context.run->Fail(NamedAfter(*context.node, status, element).While(doing));
  throw BundleAborted{};
}

}  // namespace beam::internal
