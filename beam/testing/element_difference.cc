#include "beam/testing/element_difference.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace beam::testing::internal {

namespace {

std::string Counted(std::size_t n, std::string_view what) { return std::to_string(n) + " " + std::string(what); }

void AppendLines(std::string_view mark, const std::vector<std::string>& texts, std::size_t count, std::string& text) {
  for (const std::string& line : texts) text.append("\n  ").append(mark).append(line);
  if (count > texts.size())
    text.append("\n  ").append(mark).append("... and ").append(Counted(count - texts.size(), "more"));
}

struct EncodedElementOf {
  std::string encoding;
  const void* element;
};

std::vector<EncodedElementOf> InOrderOfEncoding(const ElementForms& forms, const ElementList& elements) {
  std::vector<EncodedElementOf> encoded;
  encoded.reserve(elements.size());
  for (const void* element : elements) encoded.push_back({forms.encoded(element), element});
  std::sort(encoded.begin(), encoded.end(), [](const auto& a, const auto& b) { return a.encoding < b.encoding; });
  return encoded;
}

ElementDifference CompareEncodings(const ElementForms& forms, const ElementList& actual, const ElementList& expected) {
  return DifferenceInOrder(InOrderOfEncoding(forms, actual), InOrderOfEncoding(forms, expected),
                           [](const auto& a, const auto& b) { return a.encoding.compare(b.encoding); });
}

void MatchEquals(const ElementForms& forms, ElementDifference& difference) {
  ElementList unexpected;
  for (const void* actual : difference.unexpected) {
    const auto found = std::find_if(difference.missing.begin(), difference.missing.end(),
                                    [&](const void* expected) { return forms.equal(actual, expected); });
    if (found == difference.missing.end()) {
      unexpected.push_back(actual);
    } else {
      difference.missing.erase(found);
      ++difference.matched;
    }
  }
  difference.unexpected = std::move(unexpected);
}

}  // namespace

ElementDifference Compare(const ElementForms& forms, const ElementList& actual, const ElementList& expected) {
  ElementDifference difference =
      forms.encoded != nullptr ? CompareEncodings(forms, actual, expected) : ElementDifference{expected, actual, 0};
  if (forms.equal != nullptr) MatchEquals(forms, difference);
  return difference;
}

std::vector<std::string> PrintedElements(const ElementForms& forms, const ElementList& elements) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < elements.size() && i < kElementsPrinted; ++i) texts.push_back(forms.printed(elements[i]));
  return texts;
}

std::string Describe(const ElementForms& forms, const ElementDifference& difference) {
  if (difference.missing.empty() && difference.unexpected.empty()) return std::string();
  return DifferenceText(PrintedElements(forms, difference.missing), difference.missing.size(),
                        PrintedElements(forms, difference.unexpected), difference.unexpected.size(),
                        difference.matched);
}

std::string DifferenceText(const std::vector<std::string>& missing, std::size_t missing_count,
                           const std::vector<std::string>& unexpected, std::size_t unexpected_count,
                           std::size_t matched) {
  std::string text = "does not contain what was expected: " + Counted(matched, "as expected, ") +
                     Counted(missing_count, "missing, ") + Counted(unexpected_count, "unexpected");
  AppendLines("--- missing:    ", missing, missing_count, text);
  AppendLines("+++ unexpected: ", unexpected, unexpected_count, text);
  return text;
}

std::string ListText(const std::vector<std::string>& texts, std::size_t count) {
  std::string text = "[";
  for (std::size_t i = 0; i < texts.size(); ++i) text += (i == 0 ? "" : ", ") + texts[i];
  if (count > texts.size()) text += ", ... and " + Counted(count - texts.size(), "more");
  return text + "]";
}

}  // namespace beam::testing::internal
