#include "beam/exec/windowed_read_op.h"

#include <utility>

#include "beam/event_time/key_windows.h"
#include "beam/event_time/window_rules.h"
#include "beam/exec/group_reader.h"
#include "beam/exec/key_table.h"
#include "beam/exec/user_code.h"

namespace beam::internal {

std::uint32_t WindowsOfKey::Add(const ElementMeta& element) {
  return windows_->Add(element.window, element.timestamp, *clocks_, *contents_);
}

void WindowsOfKey::Fire() { windows_->Fire(*clocks_, *contents_); }

namespace {

class WindowedReadOp final : public GroupReader {
 public:
  /// `layouts`: of the stamped values of each input (stamped.h).
  WindowedReadOp(const std::vector<RecordLayout>& layouts, std::vector<BlockStore*> stores, Owned<WindowPanes> panes,
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

// What a streaming run keeps in a partition. It has rules of its own, because keys outlive the operator that met them first.
struct WindowedReadOp::Keys final : PartitionMemory {
  Keys(const Windowing& windowing, Owned<PaneSlots> made) : rules(windowing), slots(std::move(made)) {}
  WindowRules rules;
  Owned<PaneSlots> slots;
  KeyTable<KeyWindows> table;
};

WindowedReadOp::WindowedReadOp(const std::vector<RecordLayout>& layouts, std::vector<BlockStore*> stores,
                               Owned<WindowPanes> panes, const OperatorContext& context)
    : GroupReader(layouts, std::move(stores)),
      context_(context),
      rules_(context.InputWindowing(0)),
      inputs_(layouts.size()),
      panes_(std::move(panes)),
      slots_(panes_->MakeSlots()) {
  AddOutput(&panes_->output());
  panes_->UseSlots(*slots_);
}

void WindowedReadOp::Setup() { panes_->Setup(); }

void WindowedReadOp::Teardown() { panes_->Teardown(); }

void WindowedReadOp::ReadOn(StreamPartition& partition) {
  if (partition.memory == nullptr) {
    partition.memory = std::make_unique<Keys>(rules_.windowing(), panes_->MakeSlots());
  }
  keys_ = static_cast<Keys*>(partition.memory.get());
  clocks_ = partition.clocks;
  panes_->UseSlots(*keys_->slots);
  Read({partition.index, 1});
  keys_->table.ForEachDue(clocks_, [&](auto& entry) { Advance(entry.key(), entry.value); });
  panes_->Flush();
  keys_->table.Publish(partition);
}

void WindowedReadOp::EmitGroups(const PartitionGroups& groups) {
  for (std::size_t group = 0; group < groups.size(); ++group) {
    ReadKey(groups.Key(group), [&](std::size_t input, KeyWindows& windows) {
      panes_->AddAll(input, groups.Values(input, group), nullptr, WindowsOfKey(windows, clocks_, *panes_));
    });
  }
  panes_->Flush();
}

void WindowedReadOp::EmitStreamed(const KeyRef& key, const ValueStream* const* streams) {
  ReadKey(key, [&](std::size_t input, KeyWindows& windows) {
    panes_->AddAll(input, ValueChunk(), streams[input], WindowsOfKey(windows, clocks_, *panes_));
  });
  panes_->Flush();
}

template <class AddAll>
void WindowedReadOp::ReadKey(const KeyRef& key, AddAll&& add_all) {
  const auto add_inputs = [&](KeyWindows& windows) {
    RunUserCode(context_, "putting the values of a key into windows", [&] {
      for (std::size_t input = 0; input < inputs_; ++input) add_all(input, windows);
    });
  };
  if (keys_ != nullptr) {
    auto& entry = keys_->table.At(key, [&] { return KeyWindows(keys_->rules); });
    Advance(key, entry.value);
    add_inputs(entry.value);
    keys_->table.Update(entry);
    return;
  }
  // The input is complete: its watermark stands at the beginning of time until all of it has been seen, and then at the end.
  KeyWindows windows(rules_);
  panes_->Begin(key);
  add_inputs(windows);
  clocks_.watermark = Timestamp::Max();
  Advance(key, windows);
  clocks_ = Clocks();
}

void WindowedReadOp::Advance(const KeyRef& key, KeyWindows& windows) {
  panes_->Begin(key);
  RunUserCode(context_, "merging windows", [&] { windows.Advance(clocks_, *panes_); });
}

}  // namespace

Owned<SourceOperator> MakeWindowedReader(const std::vector<RecordLayout>& layouts,
                                         const std::vector<BlockStore*>& stores, Owned<WindowPanes> panes,
                                         const OperatorContext& context) {
  return Owned<SourceOperator>(new WindowedReadOp(layouts, stores, std::move(panes), context));
}

}  // namespace beam::internal
