// Shipping: how a user's function goes to another process of the same program: where it is code only, by its type; what it
// was configured with, through coders.
//
// Can be sent: pointers to functions and members; lambdas that capture nothing; structs without members; plain structs, member
// by member; other structs that list their configuration, `static constexpr auto Fields = std::tuple{&Fn::a, &Fn::b}`, and can
// be default-constructed; values with a coder. Working data is marked by Local<T> and starts anew over there, and so do states and
// timers.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/type_name.h"
#include "beam/fn/registry.h"
#include "beam/local.h"
#include "coders/coder.h"
#include "coders/fields.h"

namespace beam {

namespace internal {

enum class ShippingForm : std::uint8_t {
  kImpossible,
  kNothing,  ///< an empty type
  kPart,     ///< of the library, and says what stands for it
  kFunction,
  kMember,
  kCoder,
  kListedFields,
  kFields,
  kAnew  ///< a new one over there
};

/// Working data; and states and timers, whose contents the runner has.
template <class T>
inline constexpr bool kStartsAnew = requires { T::kStateName; } || requires { T::kTimerName; };
template <class T>
inline constexpr bool kStartsAnew<Local<T>> = true;

/// Types of the library whose members cannot be seen, or mean something in this process only, say what stands for them.
template <class T>
inline constexpr bool kHasShippedPart = requires(const T& fn) { T::OfShippedPart(T::ShippedPartOf(fn)); };
template <class T>
inline constexpr bool kHasListedFields = requires { T::Fields; };
template <class T>
inline constexpr bool kIsStdFunction = requires(const T& fn) {
  typename T::result_type;
  fn.target_type();
};

template <class T>
consteval ShippingForm FindShippingForm() {
  if constexpr (std::is_pointer_v<T>) {
    return std::is_function_v<std::remove_pointer_t<T>> ? ShippingForm::kFunction : ShippingForm::kImpossible;
  } else if constexpr (std::is_member_pointer_v<T>) {
    return ShippingForm::kMember;
  } else if constexpr (kHasShippedPart<T>) {
    return ShippingForm::kPart;
  } else if constexpr (kStartsAnew<T>) {
    return ShippingForm::kAnew;
  } else if constexpr (std::is_empty_v<T>) {
    return std::is_trivially_copyable_v<T> || std::is_default_constructible_v<T> ? ShippingForm::kNothing
                                                                                 : ShippingForm::kImpossible;
  } else if constexpr (kHasListedFields<T>) {
    return ShippingForm::kListedFields;
  } else if constexpr (kHasCoder<T>) {
    return ShippingForm::kCoder;
  } else if constexpr (std::is_class_v<T> && std::is_aggregate_v<T>) {
    return kIsReflectable<T> ? ShippingForm::kFields : ShippingForm::kImpossible;
  } else {
    return ShippingForm::kImpossible;
  }
}

/// Why a function cannot be sent, as a sentence about it that begins with a verb.
std::string DescribeUnshippable(std::string_view type, bool is_class, bool is_std_function);
std::string DescribeUnshippableMember(std::string_view member, std::string_view type, std::string problem);

/// Of a type with Fields.
std::string DescribeNoDefault(std::string_view type);

void WriteMemberPointer(const void* pointer, std::size_t size, bool of_function, ByteWriter& out);
/// A member that is not code lies below `limit`: in an object, or in a table of virtual functions.
void ReadMemberPointer(void* pointer, std::size_t size, std::uint64_t limit, ByteReader& in);

/// Problem() is empty if kPossible; only then are there Write and Read.
template <class T, ShippingForm form = FindShippingForm<T>()>
struct Shipping {
  static_assert(form == ShippingForm::kImpossible);
  static constexpr bool kPossible = false;
  static std::string Problem() { return DescribeUnshippable(TypeName<T>(), std::is_class_v<T>, kIsStdFunction<T>); }
};

template <class T>
struct Shipping<T, ShippingForm::kNothing> {
  static constexpr bool kPossible = true;
  static std::string Problem() { return {}; }
  static void Write(const T&, ByteWriter&) {}
  static T Read(ByteReader&) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      return std::bit_cast<T>(Nothing());
    } else {
      return T();
    }
  }

 private:
  struct alignas(T) Nothing {};
};

template <class T>
struct Shipping<T, ShippingForm::kPart> {
  using Part = std::remove_cvref_t<decltype(T::ShippedPartOf(std::declval<const T&>()))>;
  static constexpr bool kPossible = Shipping<Part>::kPossible;
  static std::string Problem() { return Shipping<Part>::Problem(); }
  static void Write(const T& fn, ByteWriter& out) { Shipping<Part>::Write(T::ShippedPartOf(fn), out); }
  static T Read(ByteReader& in) { return T::OfShippedPart(Shipping<Part>::Read(in)); }
};

template <class T>
struct Shipping<T, ShippingForm::kFunction> {
  static constexpr bool kPossible = true;
  static std::string Problem() { return {}; }
  static void Write(T fn, ByteWriter& out) { WriteFunction(reinterpret_cast<const void*>(fn), out); }
  static T Read(ByteReader& in) { return reinterpret_cast<T>(const_cast<void*>(ReadFunction(in))); }
};

template <class M, class C>
struct Shipping<M C::*, ShippingForm::kMember> {
  using T = M C::*;
  static constexpr bool kOfFunction = std::is_function_v<M>;
  static constexpr std::uint64_t kLimit = kOfFunction ? std::uint64_t{1} << 16 : sizeof(C);
  static constexpr bool kPossible = true;
  static std::string Problem() { return {}; }
  static void Write(T pointer, ByteWriter& out) { WriteMemberPointer(&pointer, sizeof(T), kOfFunction, out); }
  static T Read(ByteReader& in) {
    T pointer = nullptr;
    ReadMemberPointer(&pointer, sizeof(T), kLimit, in);
    return pointer;
  }
};

template <class T>
struct Shipping<T, ShippingForm::kCoder> {
  static constexpr bool kPossible = true;
  static std::string Problem() { return {}; }
  static void Write(const T& value, ByteWriter& out) { EncodeNested(value, out); }
  static T Read(ByteReader& in) { return DecodeNested<T>(in); }
};

template <class T>
struct Shipping<T, ShippingForm::kAnew> {
  static constexpr bool kPossible = true;
  static std::string Problem() { return {}; }
  static void Write(const T&, ByteWriter&) {}
  static T Read(ByteReader&) { return T(); }
};

template <class Member>
std::string ProblemOfMember(std::string_view name) {
  std::string problem = Shipping<Member>::Problem();
  return problem.empty() ? problem : DescribeUnshippableMember(name, TypeName<Member>(), std::move(problem));
}

template <class T>
struct Shipping<T, ShippingForm::kListedFields> {
  template <class Pointer>
  using Member = std::remove_cvref_t<decltype(std::declval<T&>().*std::declval<Pointer>())>;

  static constexpr bool kPossible =
      std::is_default_constructible_v<T> &&
      std::apply([](auto... pointers) { return (Shipping<Member<decltype(pointers)>>::kPossible && ...); }, T::Fields);
  static std::string Problem() {
    std::string problem;
    if (!std::is_default_constructible_v<T>) problem = DescribeNoDefault(TypeName<T>());
    ForEach([&](auto pointer) {
      if (problem.empty()) problem = ProblemOfMember<Member<decltype(pointer)>>("listed in Fields");
    });
    return problem;
  }
  static void Write(const T& value, ByteWriter& out) {
    ForEach([&](auto pointer) { Shipping<Member<decltype(pointer)>>::Write(value.*pointer, out); });
  }
  static T Read(ByteReader& in) {
    T value{};
    ForEach([&](auto pointer) { value.*pointer = Shipping<Member<decltype(pointer)>>::Read(in); });
    return value;
  }

 private:
  template <class Visit>
  static void ForEach(Visit&& visit) {
    std::apply([&](auto... pointers) { (visit(pointers), ...); }, T::Fields);
  }
};

template <class T>
struct Shipping<T, ShippingForm::kFields> {
  static constexpr bool kPossible = []<std::size_t... I>(std::index_sequence<I...>) {
    return (Shipping<MemberType<I, T>>::kPossible && ...);
  }(std::make_index_sequence<kFieldCount<T>>());
  static std::string Problem() {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      std::string problem;
      ((problem.empty() ? void(problem = ProblemOfMember<MemberType<I, T>>(FieldName<T, I>())) : void()), ...);
      return problem;
    }(Indices());
  }
  static void Write(const T& value, ByteWriter& out) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (Shipping<MemberType<I, T>>::Write(Field<I>(value), out), ...);
    }(Indices());
  }
  static T Read(ByteReader& in) {
    // Braced initialization evaluates from left to right.
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return T{Shipping<MemberType<I, T>>::Read(in)...};
    }(Indices());
  }

 private:
  using Indices = std::make_index_sequence<kFieldCount<T>>;
};

}  // namespace internal

}  // namespace beam
