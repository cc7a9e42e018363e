// Coder<T>: how a type becomes bytes. The customization point, and the functions the library calls it through.
//
// Every type with an obvious encoding has a coder already: numbers, strings, Bytes, KV, containers, optionals, tuples,
// enums, durations and plain structs of them. A type of your own that is none of these takes one specialization, with
// plain bytes and no thought for lengths or contexts:
//
//   template <>
//   struct beam::Coder<Money> {
//     static std::string Encode(const Money& money) { return money.ToText(); }
//     static Money Decode(std::string_view bytes) { return Money::FromText(bytes); }
//     static constexpr bool kDeterministic = true;  // equal values give equal bytes: allows Money as a key
//   };
//
// To encode one element type differently in one place, choose the coder by type: `beam::Coded<Money, CompactMoney>`.
//
// The library's own coders write through ByteWriter and come in two forms, as in Beam's model: nested, where the bytes
// tell their own end, and outer, where the value has all the bytes that there are.
//
//   template <> struct Coder<X> {
//     static constexpr std::string_view kUrn = "beam:coder:...:v1";
//     static constexpr bool kDeterministic = ...;
//     using Parts = internal::TypeList<...>;                        // the types whose coders this one needs
//     static CoderSpec Spec();                                      // optional; without it the URN and the Parts
//     static void Encode(const X&, ByteWriter&);                    // nested
//     static X Decode(ByteReader&);
//     static void EncodeOuter(const X&, ByteWriter&);               // optional, where the outer form differs
//     static X DecodeOuter(ByteReader&);                            // uses up the reader
//     static void DecodeInto(ByteReader&, X&);                      // optional: reuses the capacity of a slot
//   };
#pragma once

#include <concepts>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/type_list.h"

namespace beam {

/// The coder of T; a type without a specialization has none.
template <class T, class = void>
struct Coder;

/// A coder as a pipeline proto describes it: URN, payload, component coders.
struct CoderSpec {
  std::string urn;
  std::string payload;
  std::vector<CoderSpec> components;
  /// The nested form is a length and then the outer form. Not a part of the proto.
  bool begins_with_length = false;
  bool operator==(const CoderSpec&) const = default;
};

namespace internal {

/// The URN of a user's coder that names none. Runners treat it as opaque and put a length in front of its values.
inline constexpr std::string_view kCustomCoderUrn = "beam:coder:cpp_custom:v1";

template <class C, class T>
concept PlainCoder = requires(const T& value, std::string_view bytes) {
  { C::Encode(value) } -> std::convertible_to<std::string_view>;
  { C::Decode(bytes) } -> std::convertible_to<T>;
};
template <class C, class T>
concept StreamCoder = requires(const T& value, ByteWriter& writer, ByteReader& reader) {
  C::Encode(value, writer);
  { C::Decode(reader) } -> std::convertible_to<T>;
};

/// Makes a stream coder of a user's plain one: the bytes themselves in the outer form, a length before them when
/// nested.
template <class T, class C>
struct PlainBytesCoder {
  static constexpr std::string_view kUrn = [] {
    if constexpr (requires { std::string_view(C::kUrn); }) {
      return std::string_view(C::kUrn);
    } else {
      return kCustomCoderUrn;
    }
  }();
  static constexpr bool kDeterministic = [] {
    if constexpr (requires { bool(C::kDeterministic); }) {
      return bool(C::kDeterministic);
    } else {
      return false;
    }
  }();
  static CoderSpec Spec() { return {std::string(kUrn), {}, {}, true}; }
  static void Encode(const T& value, ByteWriter& writer) { writer.PutLengthPrefixed(C::Encode(value)); }
  static T Decode(ByteReader& reader) { return C::Decode(reader.ReadLengthPrefixed()); }
  static void EncodeOuter(const T& value, ByteWriter& writer) { writer.PutBytes(C::Encode(value)); }
  static T DecodeOuter(ByteReader& reader) { return C::Decode(reader.ReadRest()); }
};

template <class T, class C>
struct AsStreamCoder {};
template <class T, class C>
  requires StreamCoder<C, T>
struct AsStreamCoder<T, C> {
  using Type = C;
};
template <class T, class C>
  requires(!StreamCoder<C, T> && PlainCoder<C, T>)
struct AsStreamCoder<T, C> {
  using Type = PlainBytesCoder<T, C>;
};

/// The coder the library uses for T: Coder<T>, wrapped if it is a plain one. A const T, such as the key of a map's
/// entry, has the coder of T.
template <class T>
using CoderOf = typename AsStreamCoder<std::remove_const_t<T>, Coder<std::remove_const_t<T>>>::Type;

}  // namespace internal

namespace internal {

template <class T, class... Asking>
constexpr bool HasCoder() noexcept {
  if constexpr ((std::is_same_v<T, Asking> || ...) || !requires { typename CoderOf<T>; }) {
    return false;
  } else if constexpr (requires { typename CoderOf<T>::Parts; }) {
    return []<class... Part>(TypeList<Part...>) {
      return (HasCoder<Part, T, Asking...>() && ...);
    }(typename CoderOf<T>::Parts());
  } else {
    return true;
  }
}

}  // namespace internal

/// True if values of T can be encoded and decoded. A type that contains itself, through a vector say, has no coder but
/// one that its owner writes.
template <class T>
inline constexpr bool kHasCoder = internal::HasCoder<T>();

/// True if equal values of T have equal bytes and different values different ones, which keys need.
template <class T>
inline constexpr bool kIsDeterministic = [] {
  if constexpr (kHasCoder<T>) {
    return internal::CoderOf<T>::kDeterministic;
  } else {
    return false;
  }
}();

/// A T that is encoded by `C` instead of Coder<T>. Converts from and to T.
///
///   struct CompactMoney { static std::string Encode(const Money&); static Money Decode(std::string_view); };
///   beam::PCollection<beam::Coded<Money, CompactMoney>> prices;
template <class T, class C>
struct Coded {
  T value;
  Coded(T v) : value(std::move(v)) {}  // NOLINT(google-explicit-constructor): stands in for a T
  template <class... Args>
    requires std::constructible_from<T, Args...>
  explicit Coded(std::in_place_t, Args&&... args) : value(std::forward<Args>(args)...) {}
  operator const T&() const { return value; }  // NOLINT(google-explicit-constructor): stands in for a T
  const T* operator->() const { return &value; }
  T* operator->() { return &value; }
  auto operator<=>(const Coded&) const = default;
  bool operator==(const Coded&) const = default;
};

namespace internal {

/// Appends the nested form: it tells its own end.
template <class T>
void EncodeNested(const T& value, ByteWriter& writer) {
  CoderOf<T>::Encode(value, writer);
}
template <class T>
T DecodeNested(ByteReader& reader) {
  return CoderOf<T>::Decode(reader);
}
/// Decodes into a slot, keeping its capacity where the coder knows how. If it throws, the slot holds some value of T.
template <class T>
void DecodeNestedInto(ByteReader& reader, T& slot) {
  if constexpr (!std::is_move_assignable_v<T>) {
    T value = CoderOf<T>::Decode(reader);
    slot.~T();
    ::new (static_cast<void*>(&slot)) T(std::move(value));
  } else if constexpr (requires { CoderOf<T>::DecodeInto(reader, slot); }) {
    CoderOf<T>::DecodeInto(reader, slot);
  } else {
    slot = CoderOf<T>::Decode(reader);
  }
}
template <class C, class T>
void EncodeOuterWith(const T& value, ByteWriter& writer) {
  if constexpr (requires { C::EncodeOuter(value, writer); }) {
    C::EncodeOuter(value, writer);
  } else {
    C::Encode(value, writer);
  }
}
template <class C>
auto DecodeOuterWith(ByteReader& reader) {
  if constexpr (requires { C::DecodeOuter(reader); }) {
    return C::DecodeOuter(reader);
  } else {
    return C::Decode(reader);
  }
}
/// Appends the outer form: whoever reads it knows where it ends.
template <class T>
void EncodeOuter(const T& value, ByteWriter& writer) {
  EncodeOuterWith<CoderOf<T>>(value, writer);
}
/// Decodes a value that takes all the bytes left; bytes that it does not take are the caller's to refuse.
template <class T>
T DecodeOuter(ByteReader& reader) {
  return DecodeOuterWith<CoderOf<T>>(reader);
}

}  // namespace internal

namespace internal {

/// True if T has a coder; otherwise the sentence is the compile error.
template <class T>
consteval bool RequireCoder() {
  static_assert(
      kHasCoder<T>,
      "this type has no coder, so it has no bytes: give it public members that have coders (no base, C array or "
      "bit-field), or specialize beam::Coder");
  return kHasCoder<T>;
}

}  // namespace internal

/// The bytes of `value` in the nested form, the one that travels on Beam's data streams. Equal keys are those with
/// equal bytes here.
template <class T>
std::string EncodeElement(const T& value) {
  std::string bytes;
  if constexpr (internal::RequireCoder<T>()) {
    ByteWriter writer(bytes);
    internal::EncodeNested(value, writer);
  }
  return bytes;
}

/// The value whose nested form is `bytes`, all of them. Throws beam::Error (kDataLoss) for anything else.
template <class T>
T DecodeElement(std::string_view bytes, DecodeBudget budget = {}) {
  if constexpr (internal::RequireCoder<T>()) {
    ByteReader reader(bytes, budget);
    return reader.WithLimit(bytes.size(), [&] { return internal::DecodeNested<T>(reader); });
  }
}

namespace internal {

template <class C>
CoderSpec SpecOfCoder() {
  if constexpr (requires { C::Spec(); }) {
    return C::Spec();
  } else {
    CoderSpec spec{std::string(kCustomCoderUrn), {}, {}};
    if constexpr (requires { std::string_view(C::kUrn); }) spec.urn = C::kUrn;
    if constexpr (requires { typename C::Parts; }) {
      [&]<class... Part>(TypeList<Part...>) {
        (spec.components.push_back(SpecOfCoder<CoderOf<Part>>()), ...);
      }(typename C::Parts());
    }
    return spec;
  }
}

}  // namespace internal

/// The description of T's coder for a pipeline proto.
template <class T>
CoderSpec CoderSpecOf() {
  if constexpr (internal::RequireCoder<T>()) return internal::SpecOfCoder<internal::CoderOf<T>>();
}

template <class T, class C>
  requires requires { typename internal::AsStreamCoder<T, C>::Type; }
struct Coder<Coded<T, C>> {
  using Base = typename internal::AsStreamCoder<T, C>::Type;
  static constexpr std::string_view kUrn = Base::kUrn;
  static constexpr bool kDeterministic = Base::kDeterministic;
  static CoderSpec Spec() { return internal::SpecOfCoder<Base>(); }
  static void Encode(const Coded<T, C>& coded, ByteWriter& writer) { Base::Encode(coded.value, writer); }
  static Coded<T, C> Decode(ByteReader& reader) { return Coded<T, C>(Base::Decode(reader)); }
  static void EncodeOuter(const Coded<T, C>& coded, ByteWriter& writer) {
    internal::EncodeOuterWith<Base>(coded.value, writer);
  }
  static Coded<T, C> DecodeOuter(ByteReader& reader) { return Coded<T, C>(internal::DecodeOuterWith<Base>(reader)); }
};

}  // namespace beam
