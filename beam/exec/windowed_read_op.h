// WindowedReadOp: the reading end of a grouping whose windows merge, whose panes are more than one, whose timestamps depend on the
// elements, or whose input has no end. The rules are beam/event_time's KeyWindows; what lies in the windows is `Panes`.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "beam/event_time/key_windows.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/group_reader.h"
#include "beam/exec/key_table.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/stamped.h"
#include "beam/exec/user_code.h"

namespace beam::internal {

/// `Panes` is GroupPanes or CombinePanes; Vs are the values of the exchange's inputs.
template <class K, class Panes, class... Vs>
class WindowedReadOp final : public GroupReader {
 public:
  template <class... Arguments>
  WindowedReadOp(std::vector<BlockStore*> stores, const OperatorContext& context, Arguments&&... panes)
      : GroupReader({StampedLayoutOf<K, Vs>()...}, std::move(stores)),
        context_(context),
        rules_(context.InputWindowing(0)),
        panes_(std::forward<Arguments>(panes)..., context) {
    AddOutput(&panes_.output());
    panes_.UseSlots(slots_);
  }

  void Setup() override { panes_.Setup(); }
  void Teardown() override { panes_.Teardown(); }

  void ReadOn(StreamPartition& partition) override {
    if (partition.memory == nullptr) partition.memory = Owned<PartitionMemory>(new Keys());
    keys_ = static_cast<Keys*>(partition.memory.get());
    clocks_ = partition.clocks;
    panes_.UseSlots(keys_->shared);
    Read({partition.index, 1});
    keys_->ForEachDue(clocks_, [&](typename Keys::Entry& entry) { Advance(entry.key(), entry.value); });
    panes_.Flush();
    keys_->Publish(partition);
  }

 private:
  using Keys = KeyTable<KeyWindows, typename Panes::Slots>;

  void EmitGroups(const PartitionGroups& groups) override {
    for (std::size_t group = 0; group < groups.size(); ++group) {
      ReadKey(groups.Key(group), [&](std::size_t input) { return groups.Values(input, group); });
    }
    panes_.Flush();
  }
  void EmitStreamed(const KeyRef& key, const ValueStream* const* streams) override {
    ReadKey(key, [&](std::size_t input) { return streams[input]; });
    panes_.Flush();
  }
  template <class ValuesOf>
  void ReadKey(const KeyRef& key, ValuesOf&& values_of) {
    if (keys_ != nullptr) {
      auto& entry = keys_->At(key, [&] { return KeyWindows(rules_); });
      Advance(key, entry.value);
      AddAll(entry.value, values_of);
      keys_->Update(entry);
      return;
    }
    // The input is complete: its watermark stands at the beginning of time until all of it has been seen, and then at the end.
    KeyWindows windows(rules_);
    panes_.Begin(key);
    AddAll(windows, values_of);
    clocks_.watermark = Timestamp::Max();
    Advance(key, windows);
    clocks_ = Clocks();
  }
  void Advance(const KeyRef& key, KeyWindows& windows) {
    panes_.Begin(key);
    RunUserCode(context_, "merging windows", [&] { windows.Advance(clocks_, panes_); });
  }
  template <class ValuesOf>
  void AddAll(KeyWindows& windows, ValuesOf&& values_of) {
    RunUserCode(context_, "putting the values of a key into windows", [&] {
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (AddInput<I>(windows, Iter<Stamped<Vs>>(values_of(I))), ...);
      }(std::index_sequence_for<Vs...>());
    });
  }
  // Triggers are asked after each element, so that results do not depend on bundles.
  template <std::size_t kInput, class V>
  void AddInput(KeyWindows& windows, const Iter<Stamped<V>>& values) {
    for (const Stamped<V>& stamped : values) {
      const std::uint32_t content = windows.Add(stamped.meta.window, stamped.meta.timestamp, clocks_, panes_);
      if (content == KeyWindows::kDropped) continue;
      panes_.template Add<kInput>(content, CopyOf(stamped.value), stamped.meta);
      windows.Fire(clocks_, panes_);
    }
  }

  OperatorContext context_;
  WindowRules rules_;
  typename Panes::Slots slots_;
  Panes panes_;
  Keys* keys_ = nullptr;  // of the partition, in a streaming run
  Clocks clocks_;
};

}  // namespace beam::internal
