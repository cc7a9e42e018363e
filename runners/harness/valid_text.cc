#include "runners/harness/valid_text.h"

#include <algorithm>

namespace beam::runners {

namespace {

constexpr std::size_t kLongestText = 64 * 1024;

bool Continues(std::string_view text, std::size_t at) { return at < text.size() && (text[at] & 0xC0) == 0x80; }

// The length of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!Continues(text, at + i)) return 0;
  }
  const auto second = static_cast<unsigned char>(text[at + 1]);
  const bool too_long = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool no_character = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return too_long || no_character ? 0 : length;
}

}  // namespace

std::string ValidText(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string valid;
  for (std::size_t at = 0; at < text.size() && valid.size() < kLongestText;) {
    const std::size_t length = SequenceLength(text, at);
    if (length == 0) {
      const auto byte = static_cast<unsigned char>(text[at]);
      valid += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      valid += text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  if (text.size() > kLongestText) valid += "... (" + std::to_string(text.size()) + " bytes)";
  return valid;
}

}  // namespace beam::runners
