// Coders of numbers: bool, integers of all widths, enums, float, double, and the durations and moments counted in them.
#pragma once

#include <bit>
#include <cstdint>

#include "beam/base/chrono.h"
#include "beam/base/time.h"
#include "coders/coder.h"
#include "coders/shape.h"

namespace beam {

namespace internal {

template <class T>
struct IntegerOf {
  using Type = T;
};
template <class T>
  requires std::is_enum_v<T>
struct IntegerOf<T> {
  using Type = std::underlying_type_t<T>;
};

/// Beam's 64 bits of an integer or enum: negative numbers in two's complement, whatever the width.
template <class T>
constexpr std::uint64_t ToWireInteger(T value) noexcept {
  using Integer = typename IntegerOf<T>::Type;
  if constexpr (std::is_signed_v<Integer>) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  } else {
    return static_cast<std::uint64_t>(value);
  }
}
/// The T whose 64 bits are `bits`; a number that T cannot hold is an error of the reader.
template <class T>
T FromWireInteger(std::uint64_t bits, const ByteReader& reader) {
  using Integer = typename IntegerOf<T>::Type;
  const auto value = static_cast<Integer>(bits);
  if (ToWireInteger(value) != bits) reader.Fail("a number does not fit the integer type it is read as");
  return static_cast<T>(value);
}

/// A number of 32 bits with a sign. SDKs write negative ones in 5 bytes or in 10; both are read.
inline std::int32_t ReadInt32(ByteReader& reader) {
  const std::uint64_t bits = reader.ReadVarint();
  const auto value = static_cast<std::int32_t>(bits);
  if (bits >> 32 != 0 && ToWireInteger(value) != bits) reader.Fail("a number does not fit 32 bits");
  return value;
}

/// The timestamps of windows and rows: 8 bytes, big-endian, with the sign bit turned over, so that they sort as bytes.
inline void WriteTimestamp(Timestamp timestamp, ByteWriter& writer) {
  writer.PutFixed64(static_cast<std::uint64_t>(timestamp.millis()) ^ std::uint64_t{1} << 63);
}
inline Timestamp ReadTimestamp(ByteReader& reader) {
  const auto millis = static_cast<std::int64_t>(reader.ReadFixed64() ^ std::uint64_t{1} << 63);
  // Other SDKs step out of Beam's time domain a little; what is far out would overflow in the first subtraction.
  constexpr std::int64_t kLimit = std::int64_t{1} << 62;
  if (millis < -kLimit || millis > kLimit) reader.Fail("a timestamp is far outside of the time domain");
  return Timestamp::Millis(millis);
}

}  // namespace internal

/// bool: one byte, 0 or 1.
template <class T>
  requires(internal::kShape<T> == internal::Shape::kBool)
struct Coder<T> {
  static constexpr std::string_view kUrn = "beam:coder:bool:v1";
  static constexpr bool kDeterministic = true;
  static void Encode(bool value, ByteWriter& writer) { writer.PutByte(value ? 1 : 0); }
  static bool Decode(ByteReader& reader) {
    const std::uint8_t byte = reader.ReadByte();
    if (byte > 1) reader.Fail("a bool must be 0 or 1");
    return byte == 1;
  }
};

/// Integers and enums: a varint of the 64-bit two's complement. Decoding a number that the type cannot hold is an
/// error. std::uint64_t travels as the int64 with the same bits, since Beam has signed integers only.
template <class T>
  requires(internal::kShape<T> == internal::Shape::kInteger)
struct Coder<T> {
  static constexpr std::string_view kUrn = "beam:coder:varint:v1";
  static constexpr bool kDeterministic = true;
  static void Encode(T value, ByteWriter& writer) { writer.PutVarint(internal::ToWireInteger(value)); }
  static T Decode(ByteReader& reader) { return internal::FromWireInteger<T>(reader.ReadVarint(), reader); }
};

/// double: 8 bytes of IEEE 754, big-endian. Not for keys: 0.0 equals -0.0, a NaN does not equal itself.
template <>
struct Coder<double> {
  static constexpr std::string_view kUrn = "beam:coder:double:v1";
  static constexpr bool kDeterministic = false;
  static void Encode(double value, ByteWriter& writer) { writer.PutFixed64(std::bit_cast<std::uint64_t>(value)); }
  static double Decode(ByteReader& reader) { return std::bit_cast<double>(reader.ReadFixed64()); }
};

/// float: 4 bytes, the form it has in a row. Beam has no coder of its own for it outside of rows.
template <>
struct Coder<float> {
  static constexpr std::string_view kUrn = "beam:coder:cpp_float:v1";
  static constexpr bool kDeterministic = false;
  static void Encode(float value, ByteWriter& writer) { writer.PutFixed32(std::bit_cast<std::uint32_t>(value)); }
  static float Decode(ByteReader& reader) { return std::bit_cast<float>(reader.ReadFixed32()); }
};

/// Durations: the count of their ticks, in the coder of the number that counts them.
template <class Rep, class Period>
struct Coder<std::chrono::duration<Rep, Period>> {
  using Value = std::chrono::duration<Rep, Period>;
  using Parts = internal::TypeList<Rep>;
  static constexpr std::string_view kUrn = internal::CoderOf<Rep>::kUrn;
  static constexpr bool kDeterministic = kIsDeterministic<Rep>;
  static CoderSpec Spec() { return CoderSpecOf<Rep>(); }
  static void Encode(Value value, ByteWriter& writer) { internal::EncodeNested(value.count(), writer); }
  static Value Decode(ByteReader& reader) { return Value(internal::DecodeNested<Rep>(reader)); }
};

/// Moments of std::chrono: the duration since their clock's epoch.
template <class Clock, class Duration>
struct Coder<std::chrono::time_point<Clock, Duration>> {
  using Value = std::chrono::time_point<Clock, Duration>;
  using Parts = internal::TypeList<Duration>;
  static constexpr std::string_view kUrn = internal::CoderOf<Duration>::kUrn;
  static constexpr bool kDeterministic = kIsDeterministic<Duration>;
  static CoderSpec Spec() { return CoderSpecOf<Duration>(); }
  static void Encode(Value value, ByteWriter& writer) { internal::EncodeNested(value.time_since_epoch(), writer); }
  static Value Decode(ByteReader& reader) { return Value(internal::DecodeNested<Duration>(reader)); }
};

/// Timestamp: a varint of the milliseconds since the epoch. (Timestamps of windows have a form of their own.)
template <>
struct Coder<Timestamp> {
  static constexpr std::string_view kUrn = "beam:coder:varint:v1";
  static constexpr bool kDeterministic = true;
  static void Encode(Timestamp value, ByteWriter& writer) { internal::EncodeNested(value.millis(), writer); }
  static Timestamp Decode(ByteReader& reader) {
    return Timestamp::Millis(internal::DecodeNested<std::int64_t>(reader));
  }
};

}  // namespace beam
