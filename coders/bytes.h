// Bytes: an uninterpreted byte string, Beam's most basic element, and the coders of everything that is one.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "coders/coder.h"

namespace beam {

/// A byte string, as opposed to text: other SDKs see `bytes` where a std::string is `string_utf8` for them.
///
///   beam::Bytes image{ReadFile("cat.jpg")};
struct Bytes {
  std::string data;
  auto operator<=>(const Bytes&) const = default;
  bool operator==(const Bytes&) const = default;
};

namespace internal {

/// Coding of a T that is a run of bytes and takes a pointer and a size: strings and vectors of bytes.
template <class T>
struct ByteRunCoder {
  using Byte = typename T::value_type;
  static constexpr bool kDeterministic = true;
  static std::string_view View(const T& value) { return {reinterpret_cast<const char*>(value.data()), value.size()}; }
  static T Make(std::string_view bytes) {
    const auto* begin = reinterpret_cast<const Byte*>(bytes.data());
    return T(begin, begin + bytes.size());
  }
  static void Encode(const T& value, ByteWriter& writer) { writer.PutLengthPrefixed(View(value)); }
  static T Decode(ByteReader& reader) { return Make(reader.ReadLengthPrefixed()); }
  static void EncodeOuter(const T& value, ByteWriter& writer) { writer.PutBytes(View(value)); }
  static T DecodeOuter(ByteReader& reader) { return Make(reader.ReadRest()); }
  static void DecodeInto(ByteReader& reader, T& slot) {
    const std::string_view bytes = reader.ReadLengthPrefixed();
    const auto* begin = reinterpret_cast<const Byte*>(bytes.data());
    slot.assign(begin, begin + bytes.size());
  }
};

}  // namespace internal

/// std::string: UTF-8 text. The bytes are not checked: a string that is not UTF-8 passes through this SDK unharmed, but
/// other SDKs will refuse it; say `Bytes` for such data.
template <>
struct Coder<std::string> : internal::ByteRunCoder<std::string> {
  static constexpr std::string_view kUrn = "beam:coder:string_utf8:v1";
};

/// std::string_view: encodes like std::string, and has no Decode, because nobody would own what it views.
template <>
struct Coder<std::string_view> {
  static constexpr std::string_view kUrn = "beam:coder:string_utf8:v1";
  static constexpr bool kDeterministic = true;
  static void Encode(std::string_view value, ByteWriter& writer) { writer.PutLengthPrefixed(value); }
  static void EncodeOuter(std::string_view value, ByteWriter& writer) { writer.PutBytes(value); }
};

template <>
struct Coder<Bytes> {
  using Base = internal::ByteRunCoder<std::string>;
  static constexpr std::string_view kUrn = "beam:coder:bytes:v1";
  static constexpr bool kDeterministic = true;
  static void Encode(const Bytes& value, ByteWriter& writer) { Base::Encode(value.data, writer); }
  static Bytes Decode(ByteReader& reader) { return {Base::Decode(reader)}; }
  static void EncodeOuter(const Bytes& value, ByteWriter& writer) { Base::EncodeOuter(value.data, writer); }
  static Bytes DecodeOuter(ByteReader& reader) { return {Base::DecodeOuter(reader)}; }
  static void DecodeInto(ByteReader& reader, Bytes& slot) { Base::DecodeInto(reader, slot.data); }
};

/// Vectors of bytes are byte strings, not iterables of numbers.
template <class Allocator>
struct Coder<std::vector<std::byte, Allocator>> : internal::ByteRunCoder<std::vector<std::byte, Allocator>> {
  static constexpr std::string_view kUrn = "beam:coder:bytes:v1";
};
template <class Allocator>
struct Coder<std::vector<std::uint8_t, Allocator>> : internal::ByteRunCoder<std::vector<std::uint8_t, Allocator>> {
  static constexpr std::string_view kUrn = "beam:coder:bytes:v1";
};

}  // namespace beam
