// The C++ types of a spec's elements, and how they become values of the language.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>

#include "beam/beam.h"
#include "test/reference/spec.h"

namespace beam::testing {

using Pair = KV<std::string, std::int64_t>;
using Group = KV<std::string, Iter<std::int64_t>>;

inline Value ToValue(std::int64_t number) { return {number, "", {}}; }
inline Value ToValue(const std::string& text) { return {0, text, {}}; }
inline Value ToValue(const Pair& pair) { return {pair.value, pair.key, {}}; }
inline Value ToValue(const Group& group) {
  Value value{0, group.key, group.value.ToVector()};
  std::sort(value.numbers.begin(), value.numbers.end());
  return value;
}

template <class T>
T FromValue(const Value& value) {
  if constexpr (std::is_same_v<T, std::int64_t>) {
    return value.number;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return value.text;
  } else {
    return T{value.text, value.number};
  }
}

template <class T>
inline constexpr Type kTypeOf = std::is_same_v<T, std::int64_t>  ? Type::kInt
                                : std::is_same_v<T, std::string> ? Type::kString
                                : std::is_same_v<T, Pair>        ? Type::kPair
                                                                 : Type::kGroup;

/// A collection of a type that is known at run time only.
using AnyCollection =
    std::variant<PCollection<std::int64_t>, PCollection<std::string>, PCollection<Pair>, PCollection<Group>>;

/// Calls `build(collection)` with the typed collection, for any type.
template <class Build>
AnyCollection WithAny(const AnyCollection& collection, Build&& build) {
  return std::visit([&](const auto& typed) -> AnyCollection { return build(typed); }, collection);
}

/// The same where groups cannot come: a valid spec has none there.
template <class Build>
AnyCollection WithPlain(const AnyCollection& collection, Build&& build) {
  switch (collection.index()) {
    case 0:
      return build(std::get<0>(collection));
    case 1:
      return build(std::get<1>(collection));
    case 2:
      return build(std::get<2>(collection));
    default:
      throw Error(StatusCode::kInternal, "the spec is not valid: a group where none can be");
  }
}

/// Calls `build.operator()<T>()` for the type.
template <class Build>
AnyCollection WithType(Type type, Build&& build) {
  switch (type) {
    case Type::kInt:
      return build.template operator()<std::int64_t>();
    case Type::kString:
      return build.template operator()<std::string>();
    case Type::kPair:
      return build.template operator()<Pair>();
    case Type::kGroup:
      break;
  }
  throw Error(StatusCode::kInternal, "the spec is not valid: a step cannot make groups");
}

}  // namespace beam::testing
