// ElementText: an element as an error message shows it.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include "beam/base/kv.h"
#include "beam/exec/user_code.h"
#include "coders/fields.h"

namespace beam::internal {

std::string NumberText(double value);

/// How many of a container's values are shown.
inline constexpr std::size_t kValuesShown = 8;

/// Prints strings (escaped, the first 200 bytes), numbers, enums, KV, pairs, optional values, containers and plain structs.
/// Returns an empty text for everything else, such as the values of a group; as a part of something it is "...".
template <class T>
std::string ElementText(const T& value);

/// An element's part.
template <class T>
std::string PartText(const T& part) {
  std::string text = ElementText(part);
  return text.empty() ? "..." : text;
}

template <class A, class B>
std::string PairText(const A& first, const B& second) {
  return std::string("(").append(PartText(first)).append(", ").append(PartText(second)).append(")");
}

template <class T>
std::string RangeText(const T& range) {
  std::string text = "[";
  std::size_t shown = 0;
  for (const auto& value : range) {
    if (shown != 0) text += ", ";
    if (shown++ == kValuesShown) {
      text += "...";
      break;
    }
    text += PartText<std::remove_cvref_t<decltype(value)>>(value);
  }
  return text + "]";
}

template <class T>
std::string StructText(const T& value) {
  std::string text = "{";
  ForEachField(value, [&](std::string_view name, const auto& field) {
    if (text.size() > 1) text += ", ";
    text.append(name).append(": ");
    text += PartText<std::remove_cvref_t<decltype(field)>>(field);
  });
  return text + "}";
}

template <class T>
std::string ElementText(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return '"' + EscapedForError(value) + '"';
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    return NumberText(static_cast<double>(value));
  } else if constexpr (kIsKV<T>) {
    return PairText(value.key, value.value);
  } else if constexpr (requires {
                         value.first;
                         value.second;
                       }) {
    return PairText(value.first, value.second);
  } else if constexpr (requires {
                         { value.has_value() } -> std::same_as<bool>;
                         *value;
                       }) {
    return value.has_value() ? PartText<std::remove_cvref_t<decltype(*value)>>(*value) : "null";
  } else if constexpr (requires {
                         typename T::const_iterator;
                         value.begin();
                         value.end();
                         value.size();
                       }) {
    return RangeText(value);
  } else if constexpr (kIsReflectable<T>) {
    return StructText(value);
  } else {
    return std::string();
  }
}

}  // namespace beam::internal
