#include "beam/testing/printed.h"

#include <charconv>

namespace beam::testing::internal {

namespace {

constexpr std::size_t kBytesShown = 1000;
constexpr char kDigits[] = "0123456789abcdef";

// The size of the UTF-8 character that `text` begins with, or 0 where it begins with none.
std::size_t CharacterSize(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xc2 ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  }
  return size;
}

// How much of the beginning of `text` is shown as it is.
std::size_t PlainSize(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    const std::size_t size = CharacterSize(text.substr(i));
    const bool plain = size > 1 || (size == 1 && c >= 0x20 && c != 0x7f && c != '"' && c != '\\');
    if (!plain) break;
    i += size;
  }
  return i;
}

void AppendEscaped(char c, std::string& text) {
  switch (c) {
    case '\n':
      text += "\\n";
      return;
    case '\t':
      text += "\\t";
      return;
    case '"':
      text += "\\\"";
      return;
    case '\\':
      text += "\\\\";
      return;
    default:
      text += "\\x";
      text += kDigits[static_cast<unsigned char>(c) >> 4];
      text += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

template <class T>
std::string ShortestText(T value) {
  char text[64];
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), value);
  return std::string(text, end.ptr);
}

}  // namespace

std::string Quoted(std::string_view text) {
  const std::string_view shown = text.substr(0, kBytesShown);
  std::string quoted;
  quoted.reserve(shown.size() + 2);
  quoted += '"';
  for (std::size_t i = 0; i < shown.size();) {
    const std::size_t plain = PlainSize(shown.substr(i));
    quoted += shown.substr(i, plain);
    i += plain;
    if (i < shown.size()) AppendEscaped(shown[i++], quoted);
  }
  quoted += '"';
  if (text.size() > shown.size()) quoted += "... (" + std::to_string(text.size()) + " bytes)";
  return quoted;
}

std::string NumberText(double value) { return ShortestText(value); }
std::string NumberText(float value) { return ShortestText(value); }

std::string HexText(std::string_view bytes) {
  std::string text;
  for (const char c : bytes.substr(0, kBytesShown / 2)) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  if (bytes.size() > kBytesShown / 2) text += "... (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

std::string TimestampText(Timestamp timestamp) {
  if (timestamp == Timestamp::Min()) return "the minimum timestamp";
  if (timestamp == Timestamp::Max()) return "the maximum timestamp";
  return std::to_string(timestamp.millis()) + " ms";
}

std::string WindowText(const Window& window) {
  if (window.is_global()) return "the global window";
  return "[" + TimestampText(window.start()) + ", " + TimestampText(window.end()) + ")";
}

}  // namespace beam::testing::internal
