// Coders of pairs: KV and std::pair, key first.
#pragma once

#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "coders/coder.h"

namespace beam {

namespace internal {

/// Coding of a Pair{K, V} whose halves are found by structured binding. The value is in the outer form if the pair is.
template <class Pair, class K, class V>
struct PairCoder {
  using Parts = TypeList<K, V>;
  static constexpr std::string_view kUrn = "beam:coder:kv:v1";
  static constexpr bool kDeterministic = kIsDeterministic<K> && kIsDeterministic<V>;
  static void Encode(const Pair& pair, ByteWriter& writer) {
    const auto& [key, value] = pair;
    EncodeNested<K>(key, writer);
    EncodeNested<V>(value, writer);
  }
  static Pair Decode(ByteReader& reader) { return Pair{DecodeNested<K>(reader), DecodeNested<V>(reader)}; }
  static void EncodeOuter(const Pair& pair, ByteWriter& writer) {
    const auto& [key, value] = pair;
    EncodeNested<K>(key, writer);
    internal::EncodeOuter<V>(value, writer);
  }
  static Pair DecodeOuter(ByteReader& reader) {
    return Pair{DecodeNested<K>(reader), internal::DecodeOuter<V>(reader)};
  }
  static void DecodeInto(ByteReader& reader, Pair& slot)
    requires std::is_move_assignable_v<Pair>
  {
    auto& [key, value] = slot;
    DecodeNestedInto<K>(reader, key);
    DecodeNestedInto<V>(reader, value);
  }
};

}  // namespace internal

template <class K, class V>
struct Coder<KV<K, V>> : internal::PairCoder<KV<K, V>, K, V> {};

template <class K, class V>
struct Coder<std::pair<K, V>> : internal::PairCoder<std::pair<K, V>, K, V> {};

}  // namespace beam
