// Row fields: how a value of a C++ type lies in a row, and what the row's schema says about it.
//
// A row has small integers, nullable fields and nested rows of its own, so the form of a field may differ from that of
// the same type alone. What Beam's schemas cannot express (a variant, a type with a custom coder) is an opaque logical
// type over the bytes of its coder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "coders/coder.h"
#include "coders/iterable.h"
#include "coders/length_prefix.h"
#include "coders/members.h"
#include "coders/nullable.h"
#include "coders/numbers.h"
#include "coders/schema.h"
#include "coders/shape.h"

namespace beam::internal {

template <class F>
struct RowField;

template <class F>
inline constexpr bool kIsOptional = false;
template <class F>
inline constexpr bool kIsOptional<std::optional<F>> = true;

/// True for the fields whose absence the row itself marks.
template <class F>
inline constexpr bool kIsNullableField = false;
template <class F>
inline constexpr bool kIsNullableField<std::optional<F>> = !kIsOptional<F>;

/// The atomic type whose bytes in a row are those of F's own coder; kUnspecified if there is none.
template <class F>
constexpr TypeKind AtomicKindOf() noexcept {
  constexpr std::string_view kUrn = CoderOf<F>::kUrn;
  if (kUrn == "beam:coder:string_utf8:v1") return TypeKind::kString;
  if (kUrn == "beam:coder:bytes:v1") return TypeKind::kBytes;
  if (kUrn == "beam:coder:bool:v1") return TypeKind::kBoolean;
  if (kUrn == "beam:coder:varint:v1") return TypeKind::kInt64;
  if (kUrn == "beam:coder:double:v1") return TypeKind::kDouble;
  if (kUrn == "beam:coder:cpp_float:v1") return TypeKind::kFloat;
  return TypeKind::kUnspecified;
}

/// What stands before the fields of a row: how many there are, and which are null.
struct RowHead {
  std::uint64_t count = 0;
  std::string_view nulls;
  bool IsNull(std::size_t field) const {
    return field >= count || (field / 8 < nulls.size() && (nulls[field / 8] >> field % 8 & 1) != 0);
  }
};
/// Reads it; more fields than `known` are an error, because nobody knows where they end.
RowHead ReadRowHead(ByteReader& reader, std::size_t known);
/// Writes it. `nulls` has a bit for each field, least significant first; its trailing zero bytes are left out.
void WriteRowHead(std::size_t count, std::string_view nulls, ByteWriter& writer);

/// Coding of a T with members (a struct, a tuple, a pair) as a row.
template <class T>
struct RowCoding {
  using M = Members<T>;
  static constexpr std::size_t kCount = M::kCount;
  template <std::size_t I>
  using Member = std::remove_const_t<typename M::template Type<I>>;

  static Schema MakeSchema() {
    Schema schema;
    ForEachIndex([&]<std::size_t I> { AddField(schema, M::template Name<I>(), RowField<Member<I>>::Type()); });
    return schema;
  }

  static void Encode(const T& row, ByteWriter& writer) {
    char nulls[kCount / 8 + 1] = {};
    ForEachIndex([&]<std::size_t I> {
      if constexpr (kIsNullableField<Member<I>>) {
        if (!M::template Get<I>(row)) nulls[I / 8] = static_cast<char>(nulls[I / 8] | 1 << I % 8);
      }
    });
    WriteRowHead(kCount, {nulls, sizeof(nulls)}, writer);
    ForEachIndex([&]<std::size_t I> {
      const auto& member = M::template Get<I>(row);
      if constexpr (!kIsNullableField<Member<I>>) {
        RowField<Member<I>>::Encode(member, writer);
      } else {
        if (member) RowField<typename Member<I>::value_type>::Encode(*member, writer);
      }
    });
  }

  static T Decode(ByteReader& reader) {
    const ByteReader::Nesting nesting(reader);
    const RowHead head = ReadRowHead(reader, kCount);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return T{DecodeMember<I>(reader, head)...};
    }(std::make_index_sequence<kCount>());
  }

 private:
  template <class Visit>
  static void ForEachIndex(Visit&& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (visit.template operator()<I>(), ...);
    }(std::make_index_sequence<kCount>());
  }

  template <std::size_t I>
  static Member<I> DecodeMember(ByteReader& reader, const RowHead& head) {
    if constexpr (kIsNullableField<Member<I>>) {
      if (head.IsNull(I)) return std::nullopt;
      return Member<I>(std::in_place, RowField<typename Member<I>::value_type>::Decode(reader));
    } else {
      if (head.IsNull(I)) reader.Fail("a row lacks the value of a field that is not a std::optional");
      return RowField<Member<I>>::Decode(reader);
    }
  }
};

// Types without a place in Beam's schemas: the bytes of their coder, behind a length.
template <class F>
struct RowField {
  static FieldType Type() { return OpaqueType(); }
  static void Encode(const F& value, ByteWriter& writer) { LengthPrefixCoder<F>::Encode(value, writer); }
  static F Decode(ByteReader& reader) { return LengthPrefixCoder<F>::Decode(reader); }
};

// Types that are in a row what they are alone.
template <class F>
  requires(AtomicKindOf<F>() != TypeKind::kUnspecified && kShape<F> != Shape::kInteger)
struct RowField<F> {
  static FieldType Type() { return {AtomicKindOf<F>(), false, {}, {}, {}, {}}; }
  static void Encode(const F& value, ByteWriter& writer) { EncodeNested<F>(value, writer); }
  static F Decode(ByteReader& reader) { return DecodeNested<F>(reader); }
};

// Integers: the smallest type of Beam's that holds them, except that a std::uint64_t is an INT64 with the same bits.
template <class F>
  requires(kShape<F> == Shape::kInteger)
struct RowField<F> {
  static constexpr bool kSigned = std::is_signed_v<typename IntegerOf<F>::Type>;
  static constexpr TypeKind kKind = sizeof(F) == 1                                                ? TypeKind::kByte
                                    : sizeof(F) == 2 && kSigned                                   ? TypeKind::kInt16
                                    : (sizeof(F) == 2 && !kSigned) || (sizeof(F) == 4 && kSigned) ? TypeKind::kInt32
                                                                                                  : TypeKind::kInt64;
  static FieldType Type() { return {kKind, false, {}, {}, {}, {}}; }
  static void Encode(F value, ByteWriter& writer) {
    const std::uint64_t bits = ToWireInteger(value);
    if constexpr (kKind == TypeKind::kByte) {
      writer.PutByte(static_cast<std::uint8_t>(bits));
    } else if constexpr (kKind == TypeKind::kInt16) {
      writer.PutFixed16(static_cast<std::uint16_t>(bits));
    } else if constexpr (kKind == TypeKind::kInt32) {
      writer.PutVarint(static_cast<std::uint32_t>(bits));
    } else {
      writer.PutVarint(bits);
    }
  }
  static F Decode(ByteReader& reader) {
    if constexpr (kKind == TypeKind::kByte) {
      const std::uint8_t byte = reader.ReadByte();
      return FromWireInteger<F>(kSigned ? ToWireInteger(static_cast<std::int8_t>(byte)) : byte, reader);
    } else if constexpr (kKind == TypeKind::kInt16) {
      return FromWireInteger<F>(ToWireInteger(static_cast<std::int16_t>(reader.ReadFixed16())), reader);
    } else if constexpr (kKind == TypeKind::kInt32) {
      return FromWireInteger<F>(ToWireInteger(ReadInt32(reader)), reader);
    } else {
      return FromWireInteger<F>(reader.ReadVarint(), reader);
    }
  }
};

// Timestamps: 8 bytes, big-endian, ordered like the timestamps they stand for.
template <>
struct RowField<Timestamp> {
  static FieldType Type();
  static void Encode(Timestamp value, ByteWriter& writer) { WriteTimestamp(value, writer); }
  static Timestamp Decode(ByteReader& reader) { return ReadTimestamp(reader); }
};

// Optionals, where they are not fields themselves but elements of a container: a mark before each value.
template <class F>
  requires(!kIsOptional<F>)
struct RowField<std::optional<F>> {
  using Value = std::optional<F>;
  static FieldType Type() { return NullableType(RowField<F>::Type()); }
  static void Encode(const Value& value, ByteWriter& writer) {
    writer.PutByte(value ? 1 : 0);
    if (value) RowField<F>::Encode(*value, writer);
  }
  static Value Decode(ByteReader& reader) {
    if (!ReadPresence(reader)) return std::nullopt;
    return Value(std::in_place, RowField<F>::Decode(reader));
  }
};

template <class F>
  requires((kShape<F> == Shape::kArray || kShape<F> == Shape::kSequence || kShape<F> == Shape::kSet) &&
           AtomicKindOf<F>() == TypeKind::kUnspecified)
struct RowField<F> : IterableCoding<F, RowField> {
  static FieldType Type() {
    return CollectionType(kShape<F> == Shape::kSet ? TypeKind::kIterable : TypeKind::kArray,
                          RowField<typename F::value_type>::Type());
  }
};

template <class F>
  requires(kShape<F> == Shape::kMap)
struct RowField<F> : IterableCoding<F, RowField> {
  static FieldType Type() {
    return MapType(RowField<typename F::key_type>::Type(), RowField<typename F::mapped_type>::Type());
  }
};

// Structs, tuples and pairs: a row inside the row, unless a coder of their own was written for them.
template <class F>
  requires(kHasMembers<F> && (CoderOf<F>::kUrn == std::string_view("beam:coder:row:v1") ||
                              CoderOf<F>::kUrn == std::string_view("beam:coder:kv:v1")))
struct RowField<F> : RowCoding<F> {
  static FieldType Type() { return RowType(RowCoding<F>::MakeSchema()); }
};

}  // namespace beam::internal
