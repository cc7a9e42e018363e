// Coder of std::optional: Beam's nullable.
#pragma once

#include <optional>

#include "coders/coder.h"

namespace beam {

namespace internal {

/// Reads the mark before a nullable value.
inline bool ReadPresence(ByteReader& reader) {
  const std::uint8_t byte = reader.ReadByte();
  if (byte > 1) reader.Fail("a nullable value must start with 0 or 1");
  return byte == 1;
}

}  // namespace internal

/// One byte, 0 for no value or 1, then the value.
template <class T>
struct Coder<std::optional<T>> {
  using Parts = internal::TypeList<T>;
  static constexpr std::string_view kUrn = "beam:coder:nullable:v1";
  static constexpr bool kDeterministic = kIsDeterministic<T>;
  static void Encode(const std::optional<T>& value, ByteWriter& writer) {
    writer.PutByte(value ? 1 : 0);
    if (value) internal::EncodeNested<T>(*value, writer);
  }
  static std::optional<T> Decode(ByteReader& reader) {
    if (!internal::ReadPresence(reader)) return std::nullopt;
    return std::optional<T>(std::in_place, internal::DecodeNested<T>(reader));
  }
  static void DecodeInto(ByteReader& reader, std::optional<T>& slot) {
    if (!internal::ReadPresence(reader)) {
      slot.reset();
    } else if (slot) {
      internal::DecodeNestedInto<T>(reader, *slot);
    } else {
      slot.emplace(internal::DecodeNested<T>(reader));
    }
  }
};

}  // namespace beam
