// GroupPanes: the values that lie in the windows of one key, and the panes that GroupByKey and CoGroupByKey make of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "beam/co_grouped.h"
#include "beam/exec/content_slots.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/grouping.h"
#include "beam/exec/key_codec.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/stamped.h"
#include "beam/exec/window_panes.h"
#include "beam/iter.h"

namespace beam::internal {

/// Makes the elements of a grouping out of a key and the iterables of its inputs.
template <class K, class... Vs>
struct GroupElement {
  using Type = CoGrouped<K, Vs...>;
  static void Emit(Output<Type>& output, K key, std::tuple<Iter<Vs>...> values) {
    output.Emit(Type{std::move(key), std::move(values)});
  }
};
template <class K, class V>
struct GroupElement<K, V> {
  using Type = KV<K, Iter<V>>;
  static void Emit(Output<Type>& output, K key, std::tuple<Iter<V>> values) {
    output.EmitKV(std::move(key), std::move(std::get<0>(values)));
  }
};

/// GroupByKey has one V, CoGroupByKey several. Panes lend their values to the output's batch: what is
/// lent is left alone until the batch has been passed on.
template <class K, class... Vs>
class GroupPanes final : public WindowPanes {
 public:
  using Element = GroupElement<K, Vs...>;

  OutputBase& output() override { return output_; }
  Owned<PaneSlots> MakeSlots() const override { return Owned<PaneSlots>(new Slots()); }
  void UseSlots(PaneSlots& slots) override { contents_ = static_cast<Slots*>(&slots); }
  void AddAll(std::size_t input, const ValueChunk& chunk, const ValueStream* stream, WindowsOfKey windows) override {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((I == input ? AddInput<I>(stream == nullptr ? Iter<Stamped<Vs>>(chunk) : Iter<Stamped<Vs>>(stream), windows)
                   : void()),
       ...);
    }(std::index_sequence_for<Vs...>());
  }
  void Flush() override {
    output_.EndBundle();
    lent_away_.clear();
    for (const std::uint32_t content : lent_) (*contents_)[content].lent = false;
    lent_.clear();
  }

  std::uint32_t Make() override { return contents_->Make(); }
  void Merge(std::uint32_t into, std::uint32_t from) override {
    TakeBack((*contents_)[into]);
    TakeBack((*contents_)[from]);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (Append(std::get<I>((*contents_)[into].values), std::get<I>((*contents_)[from].values)), ...);
    }(std::index_sequence_for<Vs...>());
    Free(from);
  }
  void Clear(std::uint32_t content) override {
    Content& cleared = (*contents_)[content];
    if (cleared.lent) lent_away_.push_back(std::move(cleared.values));
    cleared = Content();
  }
  void Free(std::uint32_t content) override {
    Clear(content);
    contents_->Free(content);
  }
  void Emit(std::uint32_t content, const ElementMeta& meta) override {
    meta_ = meta;
    output_.Inherit(meta_);
    Content& emitted = (*contents_)[content];
    emitted.lent = true;
    lent_.push_back(content);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      Element::Emit(output_, KeyOf<K>(key()), std::tuple<Iter<Vs>...>{IterOf<Vs>(std::get<I>(emitted.values))...});
    }(std::index_sequence_for<Vs...>());
    if (lent_.size() >= kMostLent) Flush();
  }

 private:
  using Values = std::tuple<ValueVector<Vs>...>;
  struct Content {
    Values values;
    bool lent = false;
  };
  using Slots = ContentSlots<Content>;
  static constexpr std::size_t kMostLent = 1024;

  template <std::size_t kInput, class V>
  void AddInput(const Iter<Stamped<V>>& values, WindowsOfKey windows) {
    for (const Stamped<V>& stamped : values) {
      const std::uint32_t content = windows.Add(stamped.meta);
      if (content == kNone) continue;
      TakeBack((*contents_)[content]);
      std::get<kInput>((*contents_)[content].values).push_back(CopyOf(stamped.value));
      windows.Fire();
    }
  }

  template <class V>
  static Iter<V> IterOf(const ValueVector<V>& values) {
    return Iter<V>(ValueChunk(values.data(), values.size(), ValueChunk::Form::kValues));
  }
  template <class Vector>
  static void Append(Vector& into, Vector& from) {
    for (auto& value : from) into.push_back(std::move(value));
  }
  void TakeBack(Content& content) {
    if (content.lent) Flush();
  }

  ElementMeta meta_;
  Slots* contents_ = nullptr;
  std::vector<std::uint32_t> lent_;
  std::vector<Values> lent_away_;
  Output<typename Element::Type> output_;
};

}  // namespace beam::internal
