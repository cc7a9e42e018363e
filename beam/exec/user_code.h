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
[[noreturn]] void FailBundle(const OperatorContext& context, const Status& status, const std::string& element,
                             const char* doing);

/// Makes the exception being handled the run's failure, named after the step (null: a part of the engine), and throws
/// BundleAborted.
[[noreturn]] void FailStep(RunState& run, const Node* node);

/// Calls `code`; costs nothing while it does not throw. `element()` prints the element that is to blame for what it throws.
template <class Code, class Element>
void RunUserCode(const OperatorContext& context, const char* doing, Code&& code, Element&& element) {
  try {
    code();
  } catch (const BundleAborted&) {
    throw;
  } catch (...) {
    FailBundle(context, element(), doing);
  }
}
template <class Code>
void RunUserCode(const OperatorContext& context, const char* doing, Code&& code) {
  RunUserCode(context, doing, code, [] { return std::string(); });
}

/// The same for a step's own work. Its errors, such as a full disk, are the run's failure from here on: they unwind through
/// the code of users further up, whose `catch (...)` must not hide them.
template <class Work>
decltype(auto) RunStep(RunState& run, const Node* node, Work&& work) {
  try {
    return work();
  } catch (const BundleAborted&) {
    throw;
  } catch (...) {
    FailStep(run, node);
  }
}

/// Escapes control and non-ASCII bytes and keeps the first 200.
std::string EscapedForError(std::string_view bytes);

}  // namespace beam::internal
