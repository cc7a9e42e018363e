// Coders of plain structs and tuples: Beam's row, with the field names as the user wrote them.
#pragma once

#include <tuple>

#include "coders/coder.h"
#include "coders/members.h"
#include "coders/row_field.h"
#include "coders/schema.h"

namespace beam {

/// The schema of a struct or tuple, as other SDKs see its rows.
template <class T>
Schema SchemaOf() {
  return internal::RowCoding<T>::MakeSchema();
}

namespace internal {

/// Coding of a T with members of the types Part as an element.
template <class T, class... Part>
struct RowCoder {
  using Parts = TypeList<Part...>;
  static constexpr std::string_view kUrn = "beam:coder:row:v1";
  static constexpr bool kDeterministic = (kIsDeterministic<Part> && ...);
  static CoderSpec Spec() { return {std::string(kUrn), SchemaToProto(SchemaOf<T>()), {}}; }
  static void Encode(const T& row, ByteWriter& writer) { RowCoding<T>::Encode(row, writer); }
  static T Decode(ByteReader& reader) { return RowCoding<T>::Decode(reader); }
};

template <class T, class Indices = std::make_index_sequence<kFieldCount<T>>>
struct StructCoder;
template <class T, std::size_t... I>
struct StructCoder<T, std::index_sequence<I...>> : RowCoder<T, MemberType<I, T>...> {};

}  // namespace internal

/// Structs without constructors, private members, bases, C arrays and bit-fields. A field that is a std::optional may
/// be absent; bytes with fewer fields than the struct, as an older program wrote them, decode if the rest may be
/// absent.
template <class T>
  requires(internal::kShape<T> == internal::Shape::kStruct)
struct Coder<T> : internal::StructCoder<T> {};

template <class... T>
struct Coder<std::tuple<T...>> : internal::RowCoder<std::tuple<T...>, T...> {};

}  // namespace beam
