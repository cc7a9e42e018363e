// Sharded keys: a key that a runner may spread over several workers, one shard each.
#pragma once

#include <compare>
#include <string>

#include "coders/bytes.h"
#include "coders/coder.h"

namespace beam {

/// A key and the shard of it that an element is in. Shards of one key have no order and no meaning.
template <class K>
struct ShardedKey {
  K key;
  Bytes shard_id;
  auto operator<=>(const ShardedKey&) const = default;
  bool operator==(const ShardedKey&) const = default;
};

template <class K>
struct Coder<ShardedKey<K>> {
  using Parts = internal::TypeList<K>;
  static constexpr std::string_view kUrn = "beam:coder:sharded_key:v1";
  static constexpr bool kDeterministic = kIsDeterministic<K>;
  static void Encode(const ShardedKey<K>& sharded, ByteWriter& writer) {
    internal::EncodeNested(sharded.shard_id, writer);
    internal::EncodeNested<K>(sharded.key, writer);
  }
  static ShardedKey<K> Decode(ByteReader& reader) {
    Bytes shard_id = internal::DecodeNested<Bytes>(reader);
    return {internal::DecodeNested<K>(reader), std::move(shard_id)};
  }
};

}  // namespace beam
