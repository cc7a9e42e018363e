// The typed ends of CombinePerKey: a writer that aggregates into a per-thread table before the exchange, and a reader that
// merges the accumulators of each partition.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "beam/exec/combine_fn.h"
#include "beam/exec/element_text.h"
#include "beam/exec/group_by_key_op.h"
#include "beam/exec/key_access.h"
#include "beam/exec/merged_accumulators.h"
#include "beam/exec/typed_accumulators.h"
#include "beam/exec/user_code.h"

namespace beam::internal {

/// Writes one record of key and accumulator.
template <class Accumulator>
void WriteAccumulator(PartitionWriter& writer, bool fixed_key, const AccumulatorTable::EntryRef& entry) {
  const auto& accumulator = *static_cast<const Accumulator*>(entry.accumulator);
  const std::size_t cell = Cell<Accumulator>::Size(accumulator);
  std::byte* at =
      fixed_key ? writer.StartFixed(entry.word, entry.hash, cell) : writer.StartBytes(entry.bytes, entry.hash, cell);
  Cell<Accumulator>::Write(accumulator, cell, at);
}

/// Where accumulators go that cross an exchange: into its blocks, when the stage ends.
template <class K, class Accumulator>
class BlockSink {
 public:
  static constexpr bool kEveryBundle = false;
  using Target = BlockStore;

  BlockSink(BlockStore& store, bool windowed) : fixed_key_(KeyCodec<K>::kFixed && !windowed), writer_(store) {}
  void operator()(const AccumulatorTable::EntryRef& entry) {
    WriteAccumulator<Accumulator>(writer_, fixed_key_, entry);
  }
  void Flush() { writer_.Flush(); }
  OutputBase* output() { return nullptr; }

 private:
  bool fixed_key_;
  PartitionWriter writer_;
};

/// The keys and windows of a batch's elements from `begin` on.
template <class Access>
struct ElementKeys {
  const typename Access::Key& key(std::size_t i) const { return Access::KeyOf(batch[begin + i]); }
  const Window& window(std::size_t i) const { return batch.meta(begin + i).window; }

  const Batch<typename Access::Element>& batch;
  std::size_t begin;
};

/// `Access` is PerKey, PerElement or Globally. `Sink` takes the entries of the table over.
template <class Access, class Fn, template <class, class> class Sink>
class CombineWriteOp final : public Operator {
 public:
  using K = typename Access::Key;
  using V = typename Access::Value;
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;

  /// `target`: what the sink writes to.
  template <class Target>
  CombineWriteOp(Fn fn, bool lifted, Target&& target, const KeyHasher& hasher, bool windowed,
                 const OperatorContext& context)
      : fn_(std::move(fn)),
        context_(context),
        one_key_(Access::kOneKey && !windowed),
        table_limit_(lifted ? context.table_bytes : 0),
        accumulators_(windowed, hasher),
        sink_(target, windowed) {
    if (sink_.output() != nullptr) AddOutput(sink_.output());
  }

  void Setup() override {
    RunUserCode(context_, "calling the combine function's Setup", [&] { Traits::Setup(fn_); });
  }
  void StartBundle() override {
    if constexpr (kHasSides<Fn>) fn_.OpenSides(context_);
  }
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<typename Access::Element>&>(base);
    at_ = batch.size();
    RunUserCode(
        context_, "adding an input to an accumulator", [&] { AddAll(batch); },
        [&] { return at_ < batch.size() ? ElementText(batch[at_]) : std::string(); });
  }
  void FinishBundle() override {
    if constexpr (Sink<K, Accumulator>::kEveryBundle) {
      HandOver();
      sink_.Flush();
    }
  }
  void Drain() override {
    HandOver();
    sink_.Flush();
    accumulators_.Clear(true);
  }
  void Teardown() override {
    RunUserCode(context_, "calling the combine function's Teardown", [&] { Traits::Teardown(fn_); });
  }

 private:
  static constexpr std::size_t kChunk = AccumulatorTable::kChunk;

  // How many elements are handled at once: with side inputs, those of one window.
  std::size_t ChunkAt(const BatchBase& batch, std::size_t begin) const {
    const std::size_t left = batch.size() - begin;
    const std::size_t most = left < kChunk ? left : kChunk;
    if (!kHasSides<Fn> || batch.uniform()) return most;
    std::size_t n = 1;
    while (n < most && batch.meta(begin + n).window == batch.meta(begin).window) ++n;
    return n;
  }
  void AddAll(const Batch<typename Access::Element>& batch) {
    for (std::size_t begin = 0, n = 0; begin < batch.size(); begin += n) {
      n = ChunkAt(batch, begin);
      if constexpr (kHasSides<Fn>) fn_.SelectSides(batch.meta(begin).window);
      AddSome(batch, begin, n);
      if (table_limit_ == 0) HandOver();
    }
  }
  void AddSome(const Batch<typename Access::Element>& batch, std::size_t begin, std::size_t n) {
    if constexpr (Access::kOneKey) {
      if (one_key_) return AddToOne(batch, begin, n);
    }
    Add(batch, begin, n);
  }
  void AddToOne(const Batch<typename Access::Element>& batch, std::size_t begin, std::size_t n) {
    accumulators_.Find(1, ElementKeys<Access>{batch, begin});
    accumulators_.ForEachFound(
        1, [&](std::size_t, void* place) { Traits::AddFirst(fn_, place, ValueAt(batch, begin)); },
        [&](std::size_t, Accumulator& accumulator) { Traits::Add(fn_, accumulator, ValueAt(batch, begin)); });
    for (std::size_t i = 1; i < n; ++i) Traits::Add(fn_, accumulators_.at(0), ValueAt(batch, begin + i));
  }
  void Add(const Batch<typename Access::Element>& batch, std::size_t begin, std::size_t n) {
    if (accumulators_.IsFull(n, table_limit_)) HandOver();
    accumulators_.Find(n, ElementKeys<Access>{batch, begin});
    accumulators_.ForEachFound(
        n, [&](std::size_t i, void* place) { Traits::AddFirst(fn_, place, ValueAt(batch, begin + i)); },
        [&](std::size_t i, Accumulator& to) { Traits::Add(fn_, to, ValueAt(batch, begin + i)); });
  }
  // Notes which element user code is at, for its errors.
  const V& ValueAt(const Batch<typename Access::Element>& batch, std::size_t i) {
    at_ = i;
    return Access::ValueOf(batch[i]);
  }
  void HandOver() {
    accumulators_.ForEach(sink_);
    accumulators_.Clear();
  }

  Fn fn_;
  OperatorContext context_;
  bool one_key_;
  std::size_t table_limit_;
  std::size_t at_ = 0;
  TypedAccumulators<K, Accumulator> accumulators_;
  Sink<K, Accumulator> sink_;
};

template <class Access, class Fn>
class CombineReadOp final : public SourceOperator {
 public:
  using K = typename Access::Key;
  using V = typename Access::Value;
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;

  CombineReadOp(Fn fn, BlockStore& store, bool windowed, const OperatorContext& context)
      : fn_(std::move(fn)),
        context_(context),
        layout_(LayoutOf<K, Accumulator>(windowed)),
        store_(store),
        key_(windowed),
        accumulators_(layout_.fixed_key, store.hasher()) {
    AddOutput(&output_);
  }

  void Setup() override {
    RunUserCode(context_, "calling the combine function's Setup", [&] { Traits::Setup(fn_); });
  }
  void Read(UnitRange units) override {
    for (std::size_t i = 0; i < units.count; ++i) ReadPartition(store_, units.first + i);
  }
  void Teardown() override {
    RunUserCode(context_, "calling the combine function's Teardown", [&] { Traits::Teardown(fn_); });
  }

 private:
  static constexpr std::size_t kChunk = AccumulatorTable::kChunk;

  void ReadPartition(BlockStore& store, std::size_t partition) {
    if (store.Size(partition).records == 0) return;
    accumulators_.set_common_bits(store.skipped_bits() + store.partition_bits());
    Owned<BlockStore> child;
    for (std::size_t index = 0; index < store.BlockCount(partition); ++index) {
      const PinnedBlock block(store, partition, index);
      // A table over the budget is written out by more bits of the hash, with all that follows, and merged part by part.
      if (accumulators_.bytes() > store.PinLimit() && store.skipped_bits() < 24) {
        if (child == nullptr) child = store.MakeChild();
        MoveOut(*child);
      }
      RunUserCode(context_, "merging accumulators", [&] { Merge(*block); });
    }
    store.Release(partition);
    if (child == nullptr) {
      Emit();
      accumulators_.Clear(accumulators_.bytes() > store.PinLimit());
      return;
    }
    MoveOut(*child);
    for (std::size_t part = 0; part < child->partitions(); ++part) ReadPartition(*child, part);
  }

  void Merge(const Block& block) {
    RecordView records[kChunk];
    const std::byte* at = block.data;
    for (std::size_t left = block.header.records; left > 0;) {
      const std::size_t n = left < kChunk ? left : kChunk;
      for (std::size_t i = 0; i < n; ++i) {
        records[i] = ReadRecord(layout_, at);
        at = records[i].end;
      }
      accumulators_.Find(records, n);
      accumulators_.ForEachFound(
          n, [&](std::size_t i, void* place) { ::new (place) Accumulator(Cell<Accumulator>::Make(records[i].cell)); },
          [&](std::size_t i, Accumulator& to) { Traits::Merge(fn_, to, Cell<Accumulator>::Make(records[i].cell)); });
      left -= n;
    }
  }

  void MoveOut(BlockStore& child) {
    PartitionWriter writer(child);
    accumulators_.ForEach([&](const AccumulatorTable::EntryRef& entry) {
      WriteAccumulator<Accumulator>(writer, layout_.fixed_key, entry);
    });
    writer.Flush();
    accumulators_.Clear(true);
  }

  void Emit() {
    accumulators_.ForEach([&](const AccumulatorTable::EntryRef& entry) {
      K key = key_.Read(KeyRef{entry.word, entry.bytes});
      output_.Inherit(key_.meta());
      auto result = ExtractFor(key, *static_cast<Accumulator*>(entry.accumulator));
      Access::Emit(output_, std::move(key), std::move(result));
    });
    output_.EndBundle();
  }
  typename Traits::Output ExtractFor(const K& key, Accumulator& accumulator) {
    try {
      return Traits::Extract(fn_, std::move(accumulator));
    } catch (...) {
      FailBundle(context_, Access::kOneKey ? std::string() : ElementText(key),
                 "extracting an output from an accumulator");
    }
  }

  Fn fn_;
  OperatorContext context_;
  RecordLayout layout_;
  BlockStore& store_;
  GroupKey<K> key_;
  MergedAccumulators<Accumulator> accumulators_;
  Output<typename Access::template Result<typename Traits::Output>> output_;
};

}  // namespace beam::internal
