// The typed ends of GroupByKey: a writer that packs keys and values into partitions, and a reader that
// turns groups back into typed keys and iterables.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "beam/exec/group_panes.h"
#include "beam/exec/group_reader.h"
#include "beam/exec/key_codec.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/partition_writer.h"
#include "beam/exec/shipment.h"
#include "beam/exec/stamped.h"
#include "beam/exec/windowed_read_op.h"

namespace beam::internal {

/// The global window needs no column; other windows become part of the key.
inline bool WindowsAreKeys(const OperatorContext& context, std::size_t input) {
  return !context.IsGloballyWindowed(input);
}

/// What a group's elements carry: the end of the window, and the one pane that a bounded input fires.
inline ElementMeta GroupMeta(const Window& window) {
  return ElementMeta{window.max_timestamp(), window, PaneInfo{true, true, PaneTiming::kOnTime, 0, 0}};
}

template <class K, class V>
RecordLayout LayoutOf(bool windowed) {
  RecordLayout layout;
  layout.fixed_key = KeyCodec<K>::kFixed && !windowed;
  layout.fixed_value = static_cast<std::uint32_t>(Packer<V>::kFixedSize);
  layout.plain_value = std::is_trivially_copyable_v<V> && !kIsKV<V> && sizeof(V) <= 16 && alignof(V) <= 16;
  return layout;
}

/// Writes KV<K, V> into partitions by key.
template <class K, class V>
class GroupWriteOp final : public Operator {
 public:
  GroupWriteOp(BlockStore& store, bool windowed) : writer_(store), hasher_(store.hasher()), windowed_(windowed) {}

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<KV<K, V>>&>(base);
    if (windowed_) {
      for (std::size_t i = 0; i < batch.size(); ++i) WriteWindowed(batch[i], batch.meta(i).window);
    } else {
      for (const KV<K, V>& kv : batch) Write(kv);
    }
  }
  void Drain() override { writer_.Flush(); }

 private:
  void Write(const KV<K, V>& kv) {
    const std::size_t cell = Cell<V>::Size(kv.value);
    if constexpr (KeyCodec<K>::kFixed) {
      const std::uint64_t word = KeyCodec<K>::ToWord(kv.key);
      Cell<V>::Write(kv.value, cell, writer_.StartFixed(word, hasher_.Fixed(word), cell));
    } else {
      const std::string_view key = KeyCodec<K>::View(kv.key, scratch_);
      Cell<V>::Write(kv.value, cell, writer_.StartBytes(key, hasher_.Bytes(key), cell));
    }
  }
  void WriteWindowed(const KV<K, V>& kv, const Window& window) {
    prefixed_.clear();
    AppendWindowPrefix(window, prefixed_);
    prefixed_.append(KeyCodec<K>::View(kv.key, scratch_));
    const std::size_t cell = Cell<V>::Size(kv.value);
    Cell<V>::Write(kv.value, cell, writer_.StartBytes(prefixed_, hasher_.Bytes(prefixed_), cell));
  }

  PartitionWriter writer_;
  KeyHasher hasher_;
  bool windowed_;
  std::string scratch_;
  std::string prefixed_;
};

/// Reads the key of a group back, and the window in front of it.
template <class K>
class GroupKey {
 public:
  explicit GroupKey(bool windowed) : windowed_(windowed), meta_(GroupMeta(Window::Global())) {}

  K Read(const KeyRef& ref) {
    if (windowed_) {
      meta_ = GroupMeta(ReadWindowPrefix(ref.bytes));
      return KeyCodec<K>::FromBytes(ref.bytes.substr(kWindowPrefix));
    }
    return KeyOf<K>(ref);
  }
  /// The metadata of the group that was read last.
  const ElementMeta& meta() const { return meta_; }

 private:
  bool windowed_;
  ElementMeta meta_;
};

template <class K, class V>
class GroupReadOp final : public GroupReader {
 public:
  GroupReadOp(std::vector<BlockStore*> stores, bool windowed)
      : GroupReader({LayoutOf<K, V>(windowed)}, std::move(stores)), key_(windowed) {
    AddOutput(&output_);
  }

 private:
  void EmitGroups(const PartitionGroups& groups) override {
    for (std::size_t group = 0; group < groups.size(); ++group) {
      EmitOne(groups.Key(group), Iter<V>(groups.Values(0, group)));
    }
    output_.EndBundle();
  }
  void EmitStreamed(const KeyRef& ref, const ValueStream* const* streams) override {
    EmitOne(ref, Iter<V>(streams[0]));
    output_.EndBundle();
  }
  void EmitOne(const KeyRef& ref, Iter<V> values) {
    K key = key_.Read(ref);
    output_.Inherit(key_.meta());
    output_.EmitKV(std::move(key), std::move(values));
  }

  GroupKey<K> key_;
  Output<KV<K, Iter<V>>> output_;
};

template <class K, class V>
class GroupByKeyExchange final : public ExchangeFactory {
 public:
  bool by_key() const override { return true; }
  Owned<Operator> MakeWriter(std::size_t input, bool, BlockStore& store,
                             const OperatorContext& context) const override {
    if (!context.FiresOnce()) return Owned<Operator>(new StampedWriteOp<PerKey<K, V>>(store));
    return Owned<Operator>(new GroupWriteOp<K, V>(store, WindowsAreKeys(context, input)));
  }
  Owned<SourceOperator> MakeReader(bool, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override {
    if (!context.FiresOnce()) {
      return WindowedReader<GroupPanes<K, V>, K, V>(stores, context);
    }
    return Owned<SourceOperator>(new GroupReadOp<K, V>(stores, WindowsAreKeys(context, 0)));
  }
  [[gnu::cold]] void Ship(ByteWriter& out) const override { StartShipment<GroupByKeyExchange, KV<K, Iter<V>>>(out); }
  static Owned<const ExchangeFactory> Read(ByteReader&) {
    return Owned<const ExchangeFactory>(new GroupByKeyExchange());
  }
};

}  // namespace beam::internal
