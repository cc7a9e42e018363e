// Printed: a value as a failing test shows it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "beam/base/time.h"
#include "beam/base/window.h"
#include "coders/coder.h"
#include "coders/fields.h"

namespace beam::testing {

namespace internal {

/// In quotes, with control characters and bytes that are no UTF-8 escaped; a long one is cut and its size named.
std::string Quoted(std::string_view text);
/// The shortest text that reads as the same number.
std::string NumberText(double value);
std::string NumberText(float value);
std::string HexText(std::string_view bytes);
std::string WindowText(const Window& window);
std::string TimestampText(Timestamp timestamp);

/// How many values of a container are shown.
inline constexpr std::size_t kValuesShown = 100;

template <class T>
concept IsRange = requires(const T& range) {
  range.begin();
  range.end();
  typename T::value_type;
};
template <class T>
concept IsTuple = requires { std::tuple_size<T>::value; } && !IsRange<T>;
template <class T>
concept IsVariant = requires(const T& value) { value.valueless_by_exception(); };
template <class T>
concept IsPointerLike = requires(const T& value) {
  *value;
  static_cast<bool>(value);
};
template <class T>
concept IsDuration = requires(const T& value) {
  value.count();
  typename T::period;
};

}  // namespace internal

/// Strings in quotes, numbers, KV and tuples as (a, b), ranges as [a, b], structs as {field: a}, event times, windows,
/// durations, optional values; for other types the bytes of their coder.
template <class T>
std::string Printed(const T& value);

namespace internal {

template <class T>
std::string PrintedRange(const T& range) {
  std::string text = "[";
  std::size_t shown = 0;
  for (const auto& value : range) {
    if (shown != 0) text += ", ";
    if (shown++ == kValuesShown) {
      text += "...";
      break;
    }
    text += Printed<typename T::value_type>(value);
  }
  return text + "]";
}

template <class T>
std::string PrintedTuple(const T& tuple) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    std::string text;
    using std::get;
    ((text += (I == 0 ? "" : ", ") + Printed(get<I>(tuple))), ...);
    return "(" + text + ")";
  }(std::make_index_sequence<std::tuple_size_v<T>>());
}

template <class T>
std::string PrintedStruct(const T& value) {
  std::string text = "{";
  beam::internal::ForEachField(value, [&](std::string_view name, const auto& field) {
    if (text.size() > 1) text += ", ";
    text.append(name).append(": ").append(Printed(field));
  });
  text += '}';
  return text;
}

template <class T>
std::string PrintedNumber(T value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, char>) {
    return Quoted(std::string_view(&value, 1));
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    return NumberText(value);
  } else {
    return std::to_string(value);
  }
}

template <class T>
std::string PrintedBytes(const T& value) {
  if constexpr (kHasCoder<T>) {
    return "bytes(" + HexText(EncodeElement(value)) + ")";
  } else {
    return "(a value that has no text: it is no plain struct and has no coder)";
  }
}

}  // namespace internal

template <class T>
std::string Printed(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return internal::Quoted(value);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return internal::PrintedNumber(value);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return internal::TimestampText(value);
  } else if constexpr (std::is_same_v<T, Window>) {
    return internal::WindowText(value);
  } else if constexpr (beam::internal::kIsKV<T>) {
    return "(" + Printed(value.key) + ", " + Printed(value.value) + ")";
  } else if constexpr (internal::IsDuration<T>) {
    return std::to_string(value.count()) + " x " + std::to_string(T::period::num) + "/" +
           std::to_string(T::period::den) + " s";
  } else if constexpr (internal::IsVariant<T>) {
    return visit([](const auto& held) { return Printed(held); }, value);
  } else if constexpr (internal::IsPointerLike<T>) {
    return static_cast<bool>(value) ? Printed(*value) : "null";
  } else if constexpr (internal::IsRange<T>) {
    return internal::PrintedRange(value);
  } else if constexpr (internal::IsTuple<T>) {
    return internal::PrintedTuple(value);
  } else if constexpr (beam::internal::kIsReflectable<T>) {
    return internal::PrintedStruct(value);
  } else {
    return internal::PrintedBytes(value);
  }
}

}  // namespace beam::testing
