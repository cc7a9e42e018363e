// ToString: elements as text.
#pragma once

#include <charconv>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/par_do.h"

namespace beam {

namespace internal {

template <class T>
inline constexpr bool kIsWideCharacter = std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
                                         std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;
template <class T>
concept MaybeText = requires(const T& maybe) {
  maybe.has_value();
  maybe.value();
};
template <class T>
concept TextRange = requires(const T& range) {
  range.begin() != range.end();
  *range.begin();
};

template <class T>
consteval bool HasText() {
  if constexpr (std::is_arithmetic_v<T>) {
    return !kIsWideCharacter<T>;
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return true;
  } else if constexpr (kIsKV<T>) {
    return HasText<typename T::Key>() && HasText<typename T::Value>();
  } else if constexpr (MaybeText<T>) {
    return HasText<typename T::value_type>();
  } else if constexpr (TextRange<T>) {
    return HasText<std::decay_t<decltype(*std::declval<const T&>().begin())>>();
  } else {
    return false;
  }
}

/// Writes numbers as they read back, the parts of pairs and ranges with the delimiter between them.
template <class T>
void AppendText(const T& value, const std::string& delimiter, std::string& text) {
  if constexpr (std::is_same_v<T, bool>) {
    text += value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, char>) {
    text += value;
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    text += std::string_view(value);
  } else if constexpr (std::is_arithmetic_v<T>) {
    char digits[64];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  } else if constexpr (kIsKV<T>) {
    AppendText(value.key, delimiter, text);
    text += delimiter;
    AppendText(value.value, delimiter, text);
  } else if constexpr (MaybeText<T>) {
    if (value.has_value()) AppendText(*value, delimiter, text);
  } else {
    bool first = true;
    for (const auto& part : value) {
      if (!first) text += delimiter;
      first = false;
      AppendText<std::decay_t<decltype(part)>>(part, delimiter, text);
    }
  }
}

}  // namespace internal

/// The text of elements of T; see ToString.
template <class T>
struct ToStringFn {
  std::string delimiter;
  std::string ProcessElement(const T& element) const {
    std::string text;
    internal::AppendText(element, delimiter, text);
    return text;
  }
};

/// Input: T made of numbers, bool, text, pairs, optionals and ranges. Output: std::string, one for each element:
/// numbers in the fewest digits that read back, true or false, text as it is, the parts of pairs and ranges with
/// `delimiter` between them, nothing for an empty optional. Windows and time: every text keeps the timestamp, window
/// and pane of its element. Errors: other types, checked while compiling; give Map a function for them. Cost: fused
/// with its neighbours. Source: ToString.elements, kvs and iterables of Beam. Example:
///
///   beam::io::WriteText(beam::ToString(counts, ": "), "counts.txt");
template <class T>
auto ToString(const PCollection<T>& input, std::string delimiter = ",",
              std::source_location location = std::source_location::current()) {
  if constexpr (internal::CheckText<T, internal::HasText<T>()>()) {
    return ParDo(input, Named("ToString", ToStringFn<T>{std::move(delimiter)}), location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

}  // namespace beam
