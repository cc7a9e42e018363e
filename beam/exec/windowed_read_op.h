// WindowedReadOp: the reading end of a grouping whose windows merge, whose panes are more than one, or whose timestamps depend
// on the elements. The rules are beam/event_time's KeyWindows; what lies in the windows is `Panes`.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "beam/event_time/key_windows.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/group_reader.h"
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
  }

  void Setup() override { panes_.Setup(); }
  void Teardown() override { panes_.Teardown(); }

 private:
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
  // The input is complete: its watermark stands at the beginning of time until all of it has been seen, and then at the end.
  template <class ValuesOf>
  void ReadKey(const KeyRef& key, ValuesOf&& values_of) {
    panes_.Begin(key);
    KeyWindows windows(rules_);
    RunUserCode(context_, "putting the values of a key into windows", [&] {
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (AddAll<I>(windows, Iter<Stamped<Vs>>(values_of(I))), ...);
      }(std::index_sequence_for<Vs...>());
      Clocks end;
      end.watermark = Timestamp::Max();
      windows.Advance(end, panes_);
    });
  }
  template <std::size_t kInput, class V>
  void AddAll(KeyWindows& windows, const Iter<Stamped<V>>& values) {
    const Clocks clocks;
    for (const Stamped<V>& stamped : values) {
      const std::uint32_t content = windows.Add(stamped.meta.window, stamped.meta.timestamp, clocks, panes_);
      if (content == KeyWindows::kDropped) continue;
      panes_.template Add<kInput>(content, CopyOf(stamped.value), stamped.meta);
      windows.Fire(clocks, panes_);
    }
  }

  OperatorContext context_;
  WindowRules rules_;
  Panes panes_;
};

}  // namespace beam::internal
