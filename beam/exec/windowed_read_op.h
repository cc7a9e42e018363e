// WindowedReadOp: the reading end of a grouping whose windows merge, whose panes are more than one, whose timestamps depend on the
// elements, or whose input has no end. The rules are beam/event_time's KeyWindows; what lies in the windows is WindowPanes.
#pragma once

#include <utility>
#include <vector>

#include "beam/event_time/key_windows.h"
#include "beam/exec/group_reader.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/stamped.h"
#include "beam/exec/window_panes.h"

namespace beam::internal {

class WindowedReadOp final : public GroupReader {
 public:
  /// `layouts`: of the stamped values of each input (stamped.h).
  WindowedReadOp(std::vector<RecordLayout> layouts, std::vector<BlockStore*> stores, Owned<WindowPanes> panes,
                 const OperatorContext& context);

  void Setup() override;
  void Teardown() override;
  void ReadOn(StreamPartition& partition) override;

 private:
  struct Keys;

  void EmitGroups(const PartitionGroups& groups) override;
  void EmitStreamed(const KeyRef& key, const ValueStream* const* streams) override;
  template <class AddAll>
  void ReadKey(const KeyRef& key, AddAll&& add_all);
  void Advance(const KeyRef& key, KeyWindows& windows);

  OperatorContext context_;
  WindowRules rules_;
  std::size_t inputs_;
  Owned<WindowPanes> panes_;
  Owned<PaneSlots> slots_;
  Keys* keys_ = nullptr;  // of the partition, in a streaming run
  Clocks clocks_;
};

/// A reader whose contents are `Panes`, made of `arguments`; Vs are the values of the exchange's inputs.
template <class Panes, class K, class... Vs, class... Arguments>
Owned<SourceOperator> WindowedReader(const std::vector<BlockStore*>& stores, const OperatorContext& context,
                                     Arguments&&... arguments) {
  return Owned<SourceOperator>(new WindowedReadOp({StampedLayoutOf<K, Vs>()...}, stores,
                                                  Owned<WindowPanes>(new Panes(std::forward<Arguments>(arguments)...)),
                                                  context));
}

}  // namespace beam::internal
