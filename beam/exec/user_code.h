// RunUserCode: the border between the engine and what users wrote. An exception becomes the run's failure, with the
// transform's name and line, and unwinds the bundle.
#pragma once

#include <string>
#include <string_view>

#include "beam/base/status.h"
#include "beam/exec/operator_context.h"

namespace beam::internal {

/// Turns the exception being handled into the run's failure and throws BundleAborted. `element` is the printed element, or
/// empty; `doing` completes "while ...", for example "calling AddInput".
[[noreturn]] void FailBundle(const OperatorContext& context, const std::string& element, const char* doing);
/// The same for an error that user code returned.
[[noreturn]] void FailBundle(const OperatorContext& context, Status status, const std::string& element,
                             const char* doing);

/// For what is thrown inside a step and is no user code's: makes the exception being handled the run's failure, named after
/// the step (null: a part of the engine), and throws BundleAborted, which no `catch (...)` of a user hides.
[[noreturn]] void FailStep(RunState& run, const Node* node);

/// Calls `code`; costs nothing while it does not throw.
template <class Code>
void RunUserCode(const OperatorContext& context, const char* doing, Code&& code) {
  try {
    code();
  } catch (const BundleAborted&) {
    throw;
  } catch (...) {
    FailBundle(context, std::string(), doing);
  }
}

/// Escapes control and non-ASCII bytes and keeps the first 200.
std::string EscapedForError(std::string_view bytes);

}  // namespace beam::internal
