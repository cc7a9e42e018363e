// Length prefix: the coder that lets a runner carry values of a coder it does not know.
#pragma once

#include "coders/coder.h"

namespace beam {

/// A length, then the outer form of T. A coder class; `Coded<T, LengthPrefixCoder<T>>` is a type that uses it.
template <class T>
struct LengthPrefixCoder {
  using Value = T;
  static constexpr std::string_view kUrn = "beam:coder:length_prefix:v1";
  static constexpr bool kDeterministic = kIsDeterministic<T>;
  static CoderSpec Spec() { return {std::string(kUrn), {}, {CoderSpecOf<T>()}}; }
  static void Encode(const T& value, ByteWriter& writer) {
    const std::size_t begin = writer.size();
    internal::EncodeOuter<T>(value, writer);
    writer.InsertLength(begin);
  }
  static T Decode(ByteReader& reader) {
    return reader.WithLimit(reader.ReadVarint(), [&] { return internal::DecodeOuter<T>(reader); });
  }
};

}  // namespace beam
