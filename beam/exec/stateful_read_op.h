// StatefulReadOp: a ParDo with state and timers at the reading end of an exchange, which brings the elements of a key together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "beam/exec/copy_of.h"
#include "beam/exec/group_reader.h"
#include "beam/exec/key_table.h"
#include "beam/exec/keyed_batch.h"
#include "beam/exec/par_do_op.h"
#include "beam/exec/shipment.h"
#include "beam/exec/stamped.h"
#include "beam/exec/state_binder.h"
#include "beam/exec/time_order.h"

namespace beam::internal {

/// Reads complete inputs: for each key all elements, then its timers in the order of their times.
template <class DoFn, class K, class V, class... Side>
class StatefulReadOp final : public GroupReader {
 public:
  using Function = ParDoOp<DoFn, KV<K, V>, Side...>;

  StatefulReadOp(std::vector<BlockStore*> stores, const DoFn& prototype, const OperatorContext& context)
      : GroupReader({StampedLayoutOf<K, V>()}, std::move(stores)),
        context_(context),
        function_(prototype, context),
        batch_(function_) {
    for (OutputBase* output : function_.outputs()) AddOutput(output);
  }

  void Setup() override { function_.Setup(); }
  void StartBundle() override { function_.StartBundle(); }
  void FinishBundle() override { function_.FinishBundle(); }
  void Teardown() override { function_.Teardown(); }

  void ReadOn(StreamPartition& partition) override {
    if (partition.memory == nullptr) partition.memory = Owned<PartitionMemory>(new Keys());
    keys_ = static_cast<Keys*>(partition.memory.get());
    clocks_ = partition.clocks;
    Read({partition.index, 1});
    keys_->table.ForEachDue(clocks_, [&](auto& entry) {
      function_.SetKey(entry.value, clocks_.processing_time);
      Advance(KeyOf<K>(entry.key()), entry.value);
    });
    keys_->table.Publish(partition);
  }

 private:
  struct Keys final : PartitionMemory {
    KeyTable<KeyState<DoFn>> table;
  };

  void EmitGroups(const PartitionGroups& groups) override {
    for (std::size_t group = 0; group < groups.size(); ++group) {
      ReadKey(groups.Key(group), Iter<Stamped<V>>(groups.Values(0, group)));
    }
  }
  void EmitStreamed(const KeyRef& key, const ValueStream* const* streams) override {
    ReadKey(key, Iter<Stamped<V>>(streams[0]));
  }
  void ReadKey(const KeyRef& ref, const Iter<Stamped<V>>& values) {
    const K key = KeyOf<K>(ref);
    if (keys_ != nullptr) {
      auto& entry = keys_->table.At(ref, [&] { return KeyState<DoFn>(context_.AllowedLateness()); });
      function_.SetKey(entry.value, clocks_.processing_time);
      Advance(key, entry.value);
      ProcessValues(key, values);
      Advance(key, entry.value);
      keys_->table.Update(entry);
      return;
    }
    // The input is complete: all elements, then time.
    KeyState<DoFn> state(context_.AllowedLateness());
    function_.SetKey(state, context_.processing_time());
    ProcessValues(key, values);
    clocks_.watermark = Timestamp::Max();
    Advance(key, state);
    clocks_ = Clocks();
  }
  void ProcessValues(const K& key, const Iter<Stamped<V>>& values) {
    if constexpr (kWantsTimeOrder<DoFn>) {
      ProcessInOrder(key, values);
    } else {
      for (const Stamped<V>& stamped : values) Append(key, stamped);
    }
    batch_.Flush();
  }
  void ProcessInOrder(const K& key, const Iter<Stamped<V>>& values) {
    std::vector<Stamped<V>> sorted;
    for (const Stamped<V>& stamped : values) sorted.push_back(Stamped<V>{CopyOf(stamped.value), stamped.meta});
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Stamped<V>& a, const Stamped<V>& b) { return a.meta.timestamp < b.meta.timestamp; });
    for (const Stamped<V>& stamped : sorted) Append(key, stamped);
  }
  // What comes when its window is over is dropped.
  void Append(const K& key, const Stamped<V>& stamped) {
    if (HasPassed(clocks_.watermark, function_.LastTime(stamped.meta.window))) return;
    batch_.Append(key, stamped.value, stamped.meta);
  }

  // Calls what is due: timers of processing time, and then those of event time and the ends of windows, in the order of time.
  void Advance(const K& key, KeyState<DoFn>& state) {
    if (clocks_.watermark >= Timestamp::Max()) FireWaiting(key, state);
    Clocks clocks = clocks_;
    while (std::optional<SetTimer> timer = TakeDue(state, clocks)) function_.FireTimer(key, *timer);
    while (const auto* first = state.FirstToEnd()) {
      const Window window = first->window;
      if (!HasPassed(clocks_.watermark, function_.LastTime(window))) return;
      clocks.watermark = function_.LastTime(window);
      if (const std::optional<SetTimer> timer = TakeDue(state, clocks)) {
        function_.FireTimer(key, *timer);
      } else {
        function_.EndWindow(key, window);
      }
    }
  }
  // Timers fire before the windows that are over end, so that only those of windows that go on are asked for first.
  std::optional<SetTimer> TakeDue(KeyState<DoFn>& state, const Clocks& clocks) {
    Clocks until = clocks;
    if (const auto* first = state.FirstToEnd()) {
      until.watermark = std::min(until.watermark, function_.LastTime(first->window));
    }
    return state.timers.TakeDue(until);
  }
  // The input is over, and timers of processing time need not wait: each that is set fires once, as if its time had come.
  void FireWaiting(const K& key, KeyState<DoFn>& state) {
    std::vector<SetTimer> waiting;
    Clocks clocks;
    clocks.processing_time = Timestamp::Max();
    while (std::optional<SetTimer> timer = state.timers.TakeDue(clocks)) waiting.push_back(std::move(*timer));
    for (const SetTimer& timer : waiting) function_.FireTimer(key, timer);
  }

  OperatorContext context_;
  Function function_;
  KeyedBatch<K, V, Function> batch_;
  Keys* keys_ = nullptr;  // of the partition, in a streaming run
  Clocks clocks_;
};

template <class DoFn, class K, class V, class... Side>
class StatefulExchange final : public ExchangeFactory {
 public:
  bool by_key() const override { return true; }
  bool reads_sides() const override { return true; }
  Owned<Operator> MakeWriter(std::size_t, bool, BlockStore& store, const OperatorContext&) const override {
    return Owned<Operator>(new StampedWriteOp<PerKey<K, V>>(store));
  }
  Owned<SourceOperator> MakeReader(bool, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override {
    return Owned<SourceOperator>(new StatefulReadOp<DoFn, K, V, Side...>(stores, PrototypeOf<DoFn>(context), context));
  }
  [[gnu::cold]] void Ship(ByteWriter& out) const override { StartShipment<StatefulExchange, DoFn>(out); }
  static Owned<const ExchangeFactory> Read(ByteReader&) { return Owned<const ExchangeFactory>(new StatefulExchange()); }
};

}  // namespace beam::internal
