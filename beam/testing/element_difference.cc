#include "beam/testing/element_difference.h"

#include <string_view>

namespace beam::testing::internal {

namespace {

std::string Counted(std::size_t n, std::string_view what) { return std::to_string(n) + " " + std::string(what); }

void AppendLines(std::string_view mark, const std::vector<std::string>& texts, std::size_t count, std::string& text) {
  for (const std::string& line : texts) text.append("\n  ").append(mark).append(line);
  if (count > texts.size())
    text.append("\n  ").append(mark).append("... and ").append(Counted(count - texts.size(), "more"));
}

}  // namespace

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
