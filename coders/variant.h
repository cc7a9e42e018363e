// Coder of std::variant, and of whatever has its interface: the number of the alternative, then its value.
#pragma once

#include <cstdint>
#include <utility>

#include "coders/coder.h"

namespace beam {

namespace internal {

template <class T>
concept VariantLike = requires(const T& variant) {
  { variant.index() } -> std::convertible_to<std::size_t>;
  { variant.valueless_by_exception() } -> std::convertible_to<bool>;
};

template <class Variant, class... A>
struct VariantCoder {
  using Parts = TypeList<A...>;
  // Beam's model has no coder for one of several types; runners treat this one as opaque.
  static constexpr std::string_view kUrn = "beam:coder:cpp_variant:v1";
  static constexpr bool kDeterministic = (kIsDeterministic<A> && ...);

  static void Encode(const Variant& variant, ByteWriter& writer) {
    writer.PutVarint(variant.index());
    EncodeAlternative<0>(variant, writer);
  }
  static Variant Decode(ByteReader& reader) { return DecodeAlternative<0, A...>(reader.ReadVarint(), reader); }

 private:
  template <std::size_t I>
  static void EncodeAlternative(const Variant& variant, ByteWriter& writer) {
    if constexpr (I < sizeof...(A)) {
      if (variant.index() != I) return EncodeAlternative<I + 1>(variant, writer);
      EncodeNested(get<I>(variant), writer);
    }
  }
  template <std::size_t I, class First, class... Rest>
  static Variant DecodeAlternative(std::uint64_t index, ByteReader& reader) {
    if (index == I) return Variant(std::in_place_index<I>, DecodeNested<First>(reader));
    if constexpr (sizeof...(Rest) > 0) {
      return DecodeAlternative<I + 1, Rest...>(index, reader);
    } else {
      reader.Fail("a variant has no alternative of this number");
    }
  }
};

}  // namespace internal

template <template <class...> class V, class... A>
  requires internal::VariantLike<V<A...>>
struct Coder<V<A...>> : internal::VariantCoder<V<A...>, A...> {};

}  // namespace beam
