// CombinePanes: the accumulators that lie in the windows of one key, and the panes that a combining makes of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "beam/exec/combine_fn.h"
#include "beam/exec/content_slots.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/element_text.h"
#include "beam/exec/grouping.h"
#include "beam/exec/key_codec.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/stamped.h"
#include "beam/exec/user_code.h"
#include "beam/exec/window_panes.h"

namespace beam::internal {

/// `Access` is PerKey, PerElement or Globally (key_access.h).
template <class Access, class Fn>
class CombinePanes final : public WindowPanes {
 public:
  using K = typename Access::Key;
  using V = typename Access::Value;
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;

  CombinePanes(Fn fn, const OperatorContext& context) : fn_(std::move(fn)), context_(context) {}

  OutputBase& output() override { return output_; }
  Owned<PaneSlots> MakeSlots() const override { return Owned<PaneSlots>(new Slots()); }
  void UseSlots(PaneSlots& slots) override { contents_ = static_cast<Slots*>(&slots); }
  void Setup() override {
    if constexpr (kHasSides<Fn>) fn_.OpenSides(context_);
    RunUserCode(context_, "calling the combine function's Setup", [&] { Traits::Setup(fn_); });
  }
  void Teardown() override {
    RunUserCode(context_, "calling the combine function's Teardown", [&] { Traits::Teardown(fn_); });
  }
  void AddAll(std::size_t, const ValueChunk& chunk, const ValueStream* stream, WindowsOfKey windows) override {
    const Iter<Stamped<V>> values = stream == nullptr ? Iter<Stamped<V>>(chunk) : Iter<Stamped<V>>(stream);
    for (const Stamped<V>& stamped : values) {
      const std::uint32_t content = windows.Add(stamped.meta);
      if (content == kNone) continue;
      if constexpr (kHasSides<Fn>) fn_.SelectSides(stamped.meta.window);
      RunUserCode(
          context_, "adding an input to an accumulator",
          [&] { AddOrBegin<Traits>(fn_, (*contents_)[content], stamped.value); },
          [&] { return ElementText(stamped.value); });
      windows.Fire();
    }
  }

  std::uint32_t Make() override { return contents_->Make(); }
  void Merge(std::uint32_t into, std::uint32_t from) override {
    std::optional<Accumulator>& target = (*contents_)[into];
    std::optional<Accumulator>& source = (*contents_)[from];
    if (target.has_value() && source.has_value()) {
      RunUserCode(context_, "merging accumulators", [&] { Traits::Merge(fn_, *target, std::move(*source)); });
    } else if (source.has_value()) {
      target.emplace(std::move(*source));
    }
    Free(from);
  }
  void Clear(std::uint32_t content) override { (*contents_)[content].reset(); }
  void Free(std::uint32_t content) override {
    Clear(content);
    contents_->Free(content);
  }
  // A pane of no values has the result of no values, where the function has one.
  void Emit(std::uint32_t content, const ElementMeta& meta) override {
    const std::optional<Accumulator>& held = (*contents_)[content];
    if (!held.has_value() && !Traits::kHasDefault) return;
    RunUserCode(
        context_, "extracting an output from an accumulator",
        [&] {
          typename Traits::Output result = Traits::Extract(fn_, AccumulatorOf(held));
          meta_ = meta;
          output_.Inherit(meta_);
          Access::Emit(output_, KeyOf<K>(key()), std::move(result));
        },
        [&] { return Access::kOneKey ? std::string() : ElementText(KeyOf<K>(key())); });
  }

 private:
  using Slots = ContentSlots<std::optional<Accumulator>>;

  // Later panes may need the accumulator again.
  Accumulator AccumulatorOf(const std::optional<Accumulator>& held) {
    if (held.has_value()) return CopyOf(*held);
    if constexpr (Traits::kHasDefault) return fn_.CreateAccumulator();
    __builtin_unreachable();
  }

  Fn fn_;
  OperatorContext context_;
  ElementMeta meta_;
  Slots* contents_ = nullptr;
  Output<typename Access::template Result<typename Traits::Output>> output_;
};

}  // namespace beam::internal
