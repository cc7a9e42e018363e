#include "beam/testing/expect.h"

namespace beam::testing::internal {

ElementCheckBase::ElementCheckBase(beam::internal::PipelineBuilder& state, beam::internal::CollectionId collection,
                                   const PaneSelection& selection, const std::source_location& location)
    : RunCheck(location), collection_name_(state.NameOf(collection)), selection_(selection) {}

Status ElementCheckBase::Verdict(const std::string& text) const {
  if (text.empty()) return Status();
  return Status(StatusCode::kFailedPrecondition, beam::internal::ShortLocation(location()) + ": the collection of " +
                                                     collection_name_ + selection_.Text() + " " + text);
}

std::string WrongSize(std::size_t actual, const std::string& expected, const std::vector<std::string>& printed) {
  return "has " + std::to_string(actual) + " elements and should have " + expected +
         "\n  elements: " + ListText(printed, actual);
}

}  // namespace beam::testing::internal
