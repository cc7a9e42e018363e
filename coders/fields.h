// Fields: the members of a plain struct, counted, named and visited. The only header that includes Boost.PFR.
//
// An aggregate (no constructors, no private members, no bases) needs no macro and no registration:
//
//   struct Click { std::string user; std::int64_t at; };
//   static_assert(beam::internal::kFieldCount<Click> == 2);
//   static_assert(beam::internal::FieldName<Click, 1>() == "at");
//   beam::internal::ForEachField(click, [](std::string_view name, auto& field) { ... });
//
// Structs that look reflectable and are not (C arrays, bit-fields, bases) are recognised here, before PFR sees them,
// so that beam/fn/diagnose.h can answer with a sentence instead of PFR's template backtrace.
#pragma once

#include <boost/pfr/core.hpp>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "coders/field_probe.h"

namespace beam::internal {

/// True for a struct whose members can be visited: an aggregate class without bases, C arrays and bit-fields.
/// False for everything that has a meaning of its own: KV, std::array and whatever else is tuple-like, unions, scalars.
template <class T>
inline constexpr bool kIsReflectable = kFieldsProblem<std::remove_cv_t<T>> == FieldsProblem::kNone;

/// The number of members of a reflectable struct.
template <class T>
inline constexpr std::size_t kFieldCount = ProbedFieldCount<std::remove_cv_t<T>>();

#ifdef __clang_analyzer__
// The analyzer takes what PFR returns for uninitialized. It is told no more than that there is a member.
template <class Member>
Member& AnyMember(const void* object) noexcept;
#endif

/// The I-th member, in the order of declaration; const if `object` is.
template <std::size_t I, class T>
constexpr auto& Field(T& object) noexcept {
#ifdef __clang_analyzer__
  return AnyMember<std::remove_reference_t<decltype(boost::pfr::get<I>(object))>>(&object);
#else
  return boost::pfr::get<I>(object);
#endif
}

/// The type of the I-th member.
template <std::size_t I, class T>
using MemberType = boost::pfr::tuple_element_t<I, std::remove_cv_t<T>>;

// The compilers print the address of a member as `&Type::member` when it is a template argument. The address must be a
// constant and no T may be constructed for it, hence an object of a union whose other alternative is active.
template <class T>
union NeverConstructed {
  char active;
  T object;
  constexpr NeverConstructed() : active() {}
  constexpr ~NeverConstructed() {}
};
template <class T>
inline constinit const NeverConstructed<T> kNeverConstructed{};

template <class F>
struct FieldAddress {
  const F* address;
};
template <class F>
FieldAddress(const F*) -> FieldAddress<F>;

// Returns `auto`, because g++ explains a typedef of the signature (std::string_view) at the end of the text.
template <class T, FieldAddress kAddress>
constexpr auto PrettyFieldName() noexcept {
  const std::string_view text = __PRETTY_FUNCTION__;
  const auto is_name = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  // The member's name is the last identifier of the text: only closing brackets follow it.
  std::size_t end = text.size();
  while (end > 0 && !is_name(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_name(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

/// The name of the I-th member, as the user wrote it.
template <class T, std::size_t I>
constexpr std::string_view FieldName() noexcept {
  using Plain = std::remove_cv_t<T>;
  return PrettyFieldName<Plain, FieldAddress{&boost::pfr::get<I>(kNeverConstructed<Plain>.object)}>();
}

/// Calls `visit(name, member)` for each member in the order of declaration.
template <class T, class F>
constexpr void ForEachField(T& object, F&& visit) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit(FieldName<T, I>(), Field<I>(object)), ...);
  }(std::make_index_sequence<kFieldCount<T>>());
}

}  // namespace beam::internal
