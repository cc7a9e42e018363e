// Stamped<V>: a value with its event time, window and pane, as it crosses an exchange whose reader decides by them.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/base/window.h"
#include "beam/exec/batch.h"
#include "beam/exec/block_store.h"
#include "beam/exec/grouping.h"
#include "beam/exec/key_access.h"
#include "beam/exec/key_codec.h"
#include "beam/exec/operator.h"
#include "beam/exec/packer.h"
#include "beam/exec/partition_writer.h"

namespace beam::internal {

template <class V>
struct Stamped {
  V value;
  ElementMeta meta;
};
static_assert(std::is_trivially_copyable_v<ElementMeta>);

/// The metadata, then the packed value: read back here, written by StampedWriteOp without a copy of the value.
template <class V>
struct Packer<Stamped<V>, std::enable_if_t<!std::is_trivially_copyable_v<Stamped<V>>>> {
  static constexpr std::size_t kMeta = sizeof(ElementMeta);
  static constexpr std::size_t kFixedSize = Packer<V>::kFixedSize == 0 ? 0 : kMeta + Packer<V>::kFixedSize;

  static Stamped<V> Make(const std::byte* in, std::size_t size) {
    ElementMeta meta;
    std::memcpy(&meta, in, kMeta);
    return {Packer<V>::Make(in + kMeta, size - kMeta), meta};
  }
  static void Unpack(const std::byte* in, std::size_t size, Stamped<V>& slot) {
    std::memcpy(&slot.meta, in, kMeta);
    Packer<V>::Unpack(in + kMeta, size - kMeta, slot.value);
  }
};

/// What a record of KV<K, Stamped<V>> looks like.
template <class K, class V>
RecordLayout StampedLayoutOf() {
  RecordLayout layout;
  layout.fixed_key = KeyCodec<K>::kFixed;
  layout.fixed_value = static_cast<std::uint32_t>(Packer<Stamped<V>>::kFixedSize);
  return layout;
}

/// Writes elements into partitions by key, each value with its metadata. `Access` is PerKey, PerElement or Globally.
template <class Access>
class StampedWriteOp final : public Operator {
 public:
  using K = typename Access::Key;
  using V = typename Access::Value;

  explicit StampedWriteOp(BlockStore& store) : writer_(store), hasher_(store.hasher()) {}

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<typename Access::Element>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Write(Access::KeyOf(batch[i]), Access::ValueOf(batch[i]), batch.meta(i));
    }
  }
  void Drain() override { writer_.Flush(); }

 private:
  void Write(const K& key, const V& value, const ElementMeta& meta) {
    if constexpr (std::is_trivially_copyable_v<Stamped<V>>) {
      const Stamped<V> stamped{value, meta};
      std::memcpy(Start(key, sizeof(stamped)), &stamped, sizeof(stamped));
    } else {
      const std::size_t payload = sizeof(ElementMeta) + Packer<V>::Size(value);
      std::byte* at = Start(key, payload + Cell<Stamped<V>>::kPrefix);
      if constexpr (Cell<Stamped<V>>::kPrefix != 0) StoreSize(payload, at);
      at += Cell<Stamped<V>>::kPrefix;
      std::memcpy(at, &meta, sizeof(meta));
      Packer<V>::Pack(value, payload - sizeof(meta), at + sizeof(meta));
    }
  }
  std::byte* Start(const K& key, std::size_t cell) {
    if constexpr (KeyCodec<K>::kFixed) {
      const std::uint64_t word = KeyCodec<K>::ToWord(key);
      return writer_.StartFixed(word, hasher_.Fixed(word), cell);
    } else {
      const std::string_view bytes = KeyCodec<K>::View(key, scratch_);
      return writer_.StartBytes(bytes, hasher_.Bytes(bytes), cell);
    }
  }

  PartitionWriter writer_;
  KeyHasher hasher_;
  std::string scratch_;
};

}  // namespace beam::internal
