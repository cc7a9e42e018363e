#include "beam/testing/expect.h"

#include <utility>

#include "beam/run_check.h"

namespace beam::testing::internal {

namespace {

class ElementCheck final : public beam::internal::RunCheck {
 public:
  ElementCheck(std::string collection_name, const std::source_location& location,
               std::shared_ptr<beam::internal::CollectedBase> collected, const PaneSelection& selection,
               Question question)
      : RunCheck(location),
        collection_name_(std::move(collection_name)),
        collected_(std::move(collected)),
        selection_(selection),
        question_(std::move(question)) {}

  Status Check() override {
    const std::string text = question_(Selected());
    if (text.empty()) return Status();
    return Status(StatusCode::kFailedPrecondition, beam::internal::ShortLocation(location()) + ": the collection of " +
                                                       collection_name_ + selection_.Text() + " " + text);
  }

 private:
  ElementList Selected() const {
    ElementList elements;
    for (std::size_t i = 0; i < collected_->metas().size(); ++i) {
      if (selection_.Includes(collected_->metas()[i])) elements.push_back(collected_->At(i));
    }
    return elements;
  }

  std::string collection_name_;
  std::shared_ptr<beam::internal::CollectedBase> collected_;
  PaneSelection selection_;
  Question question_;
};

std::string ListOf(const ElementForms& forms, const ElementList& elements) {
  return ListText(PrintedElements(forms, elements), elements.size());
}

/// What is asked by comparing: the difference, then what had been expected.
std::string WithExpected(const ElementForms& forms, const ElementDifference& difference, const ElementList& expected) {
  std::string text = Describe(forms, difference);
  if (!text.empty()) text += "\n  expected: " + ListOf(forms, expected);
  return text;
}

}  // namespace

Question ToContain(const ElementForms& forms, ExpectedElements expected) {
  return [&forms, expected = std::move(expected)](const ElementList& actual) {
    return WithExpected(forms, Compare(forms, actual, expected.list), expected.list);
  };
}

Question ToHaveSize(const ElementForms& forms, std::size_t expected) {
  return [&forms, expected](const ElementList& actual) {
    if (actual.size() == expected) return std::string();
    return "has " + std::to_string(actual.size()) + " elements and should have " + std::to_string(expected) +
           "\n  elements: " + ListOf(forms, actual);
  };
}

Question ToBeNear(const ElementForms& forms, NearElement (*form)(const void* element), ExpectedElements expected,
                  double tolerance) {
  return [&forms, form, expected = std::move(expected), tolerance](const ElementList& actual) {
    std::string text = WithExpected(forms, CompareNear(form, actual, expected.list, tolerance), expected.list);
    if (!text.empty()) text += "\n  tolerance: " + NumberText(tolerance);
    return text;
  };
}

void AddElementCheck(beam::internal::PipelineBuilder& state, beam::internal::CollectionId collection,
                     const std::source_location& location, std::shared_ptr<beam::internal::CollectedBase> collected,
                     const PaneSelection& selection, Question question) {
  state.AddCheck(beam::internal::Owned<beam::internal::RunCheck>(
      new ElementCheck(state.NameOf(collection), location, std::move(collected), selection, std::move(question))));
}

}  // namespace beam::testing::internal
