// CombinePanes: the accumulators that lie in the windows of one key, and the panes that a combining makes of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "beam/event_time/window_contents.h"
#include "beam/exec/combine_fn.h"
#include "beam/exec/content_slots.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/element_text.h"
#include "beam/exec/grouping.h"
#include "beam/exec/key_codec.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/user_code.h"

namespace beam::internal {

/// `Access` is PerKey, PerElement or Globally (combine_op.h).
template <class Access, class Fn>
class CombinePanes final : public WindowContents {
 public:
  using K = typename Access::Key;
  using V = typename Access::Value;
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;

  using Slots = ContentSlots<std::optional<Accumulator>>;

  CombinePanes(Fn fn, const OperatorContext& context) : fn_(std::move(fn)), context_(context) {}

  /// Where the contents lie from now on.
  void UseSlots(Slots& slots) { contents_ = &slots; }
  OutputBase& output() { return output_; }
  void Setup() {
    if constexpr (kHasSides<Fn>) fn_.OpenSides(context_);
    RunUserCode(context_, "calling the combine function's Setup", [&] { Traits::Setup(fn_); });
  }
  void Teardown() {
    RunUserCode(context_, "calling the combine function's Teardown", [&] { Traits::Teardown(fn_); });
  }
  void Begin(const KeyRef& key) { key_ = key; }
  template <std::size_t, class Value>
  void Add(std::uint32_t content, Value&& value, const ElementMeta& meta) {
    if constexpr (kHasSides<Fn>) fn_.SelectSides(meta.window);
    RunUserCode(
        context_, "adding an input to an accumulator", [&] { AddTo((*contents_)[content], value); },
        [&] { return ElementText(value); });
  }
  void Flush() { output_.EndBundle(); }

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
    K key = Key();
    RunUserCode(
        context_, "extracting an output from an accumulator",
        [&] {
          typename Traits::Output result = Traits::Extract(fn_, AccumulatorOf(held));
          meta_ = meta;
          output_.Inherit(meta_);
          Access::Emit(output_, std::move(key), std::move(result));
        },
        [&] { return Access::kOneKey ? std::string() : ElementText(Key()); });
  }

 private:
  K Key() const {
    if constexpr (KeyCodec<K>::kFixed) {
      return KeyCodec<K>::FromWord(key_.word);
    } else {
      return KeyCodec<K>::FromBytes(key_.bytes);
    }
  }
  void AddTo(std::optional<Accumulator>& content, const V& value) {
    if (content.has_value()) return Traits::Add(fn_, *content, value);
    if constexpr (Traits::kHasDefault) {
      content.emplace(fn_.CreateAccumulator());
      Traits::Add(fn_, *content, value);
    } else {
      content.emplace(value);
    }
  }
  // Later panes may need the accumulator again.
  Accumulator AccumulatorOf(const std::optional<Accumulator>& held) {
    if (held.has_value()) return CopyOf(*held);
    if constexpr (Traits::kHasDefault) return fn_.CreateAccumulator();
    __builtin_unreachable();
  }

  Fn fn_;
  OperatorContext context_;
  KeyRef key_;
  ElementMeta meta_;
  Slots* contents_ = nullptr;
  Output<typename Access::template Result<typename Traits::Output>> output_;
};

}  // namespace beam::internal
