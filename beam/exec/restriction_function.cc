#include "beam/exec/restriction_function.h"

#include <string>

namespace beam::internal {

void FailUnclaimed(const OperatorContext& context, const std::string& element, const std::string& restriction) {
  FailBundle(
      context,
      Status(StatusCode::kFailedPrecondition,
             "ProcessElement of a splittable DoFn returned before its restriction was done; claim until TryClaim "
             "returns false or nothing is left, or return beam::ProcessContinuation::Resume() for the rest" +
                 (restriction.empty() ? std::string() : "; restriction = " + restriction)),
      element, "processing an element");
}

}  // namespace beam::internal
