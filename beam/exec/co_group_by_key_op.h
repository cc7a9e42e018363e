// The typed ends of CoGroupByKey, and CoGroupByKey in primitives: the values of all inputs become alternatives of one variant,
// are grouped together, and are told apart again.
#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "beam/co_grouped.h"
#include "beam/exec/convert_op.h"
#include "beam/exec/group_by_key_op.h"
#include "beam/exec/lowering.h"
#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"
#include "coders/variant.h"

namespace beam::internal {

template <class K, class... Vs>
class CoGroupReadOp final : public GroupReader {
 public:
  CoGroupReadOp(std::vector<BlockStore*> stores, bool windowed)
      : GroupReader({LayoutOf<K, Vs>(windowed)...}, std::move(stores)), key_(windowed) {
    AddOutput(&output_);
  }

 private:
  void EmitGroups(const PartitionGroups& groups) override {
    for (std::size_t group = 0; group < groups.size(); ++group) {
      EmitOne(groups.Key(group), [&](std::size_t input) { return groups.Values(input, group); });
    }
    output_.EndBundle();
  }
  void EmitStreamed(const KeyRef& ref, const ValueStream* const* streams) override {
    EmitOne(ref, [&](std::size_t input) { return streams[input]; });
    output_.EndBundle();
  }
  // `values_of(i)` is what the Iter of input i is made of.
  template <class ValuesOf>
  void EmitOne(const KeyRef& ref, ValuesOf&& values_of) {
    K key = key_.Read(ref);
    output_.Inherit(key_.meta());
    std::size_t next = 0;
    // Braced initialization evaluates from left to right.
    output_.Emit(CoGrouped<K, Vs...>{std::move(key), std::tuple<Iter<Vs>...>{Iter<Vs>(values_of(next++))...}});
  }

  GroupKey<K> key_;
  Output<CoGrouped<K, Vs...>> output_;
};

/// Makes a value of input kInput an alternative.
template <class K, std::size_t kInput, class... Vs>
struct TagValue {
  using Tagged = std::variant<Vs...>;
  KV<K, Tagged> operator()(KV<K, std::variant_alternative_t<kInput, Tagged>>&& kv) const {
    return {std::move(kv.key), Tagged(std::in_place_index<kInput>, std::move(kv.value))};
  }
};

/// The values of one alternative, one at a time, while the grouped values can be read.
template <std::size_t kInput, class Tagged>
class UntaggedStream final : public ValueStream {
 public:
  explicit UntaggedStream(const Iter<Tagged>& values) : values_(values) {}

  StreamCursor Begin() const override { return {0, std::make_shared<Position>(values_)}; }
  bool Next(StreamCursor& cursor, ValueChunk& chunk) const override {
    auto& position = *static_cast<Position*>(cursor.state.get());
    if (position.started) ++position.at;
    position.started = true;
    for (; !(position.at == typename Iter<Tagged>::Sentinel{}); ++position.at) {
      const Tagged& value = *position.at;
      if (value.index() != kInput) continue;
      chunk = ValueChunk(&std::get<kInput>(value), 1, ValueChunk::Form::kValues);
      return true;
    }
    return false;
  }

 private:
  struct Position {
    explicit Position(const Iter<Tagged>& values) : at(values.begin()) {}
    typename Iter<Tagged>::iterator at;
    bool started = false;
  };
  const Iter<Tagged>& values_;
};

/// Gives each input of a co-grouping its values back.
template <class K, class... Vs>
class UntagOp final : public Operator {
 public:
  using Tagged = std::variant<Vs...>;

  UntagOp() { AddOutput(&output_); }

  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<KV<K, Iter<Tagged>>>&>(base);
    streams_.clear();
    streams_.reserve(batch.size());  // where they stay: the emitted values point to them
    for (std::size_t i = 0; i < batch.size(); ++i) {
      output_.Inherit(batch.meta(i));
      EmitOne(batch[i], std::index_sequence_for<Vs...>());
    }
    output_.Flush();
  }
  void FinishBundle() override { output_.EndBundle(); }

 private:
  template <std::size_t... I>
  void EmitOne(const KV<K, Iter<Tagged>>& group, std::index_sequence<I...>) {
    auto& streams = streams_.emplace_back(UntaggedStream<I, Tagged>(group.value)...);
    output_.Emit(CoGrouped<K, Vs...>{group.key, std::tuple<Iter<Vs>...>{Iter<Vs>(&std::get<I>(streams))...}});
  }

  template <class Indices>
  struct StreamsOf;
  template <std::size_t... I>
  struct StreamsOf<std::index_sequence<I...>> {
    using Type = std::tuple<UntaggedStream<I, Tagged>...>;
  };
  std::vector<typename StreamsOf<std::index_sequence_for<Vs...>>::Type> streams_;  // of the batch
  Output<CoGrouped<K, Vs...>> output_;
};

template <class K, class... Vs>
CollectionId LowerCoGroupByKey(Lowering& lowering) {
  using Tagged = std::variant<Vs...>;
  std::vector<CollectionId> tagged;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (tagged.push_back(lowering.AddStep("Tag" + std::to_string(I + 1), lowering.inputs()[I],
                                       FactoryOf<ConvertOp<KV<K, Vs>, KV<K, Tagged>, TagValue<K, I, Vs...>>>(),
                                       ElementTypeOf<KV<K, Tagged>>())),
     ...);
  }(std::index_sequence_for<Vs...>());
  const CollectionId all = lowering.AddFlatten("Flatten", std::move(tagged), ElementTypeOf<KV<K, Tagged>>());
  const CollectionId grouped = lowering.AddGrouping("GroupByKey", urn::kGroupByKey, all,
                                                    Owned<const ExchangeFactory>(new GroupByKeyExchange<K, Tagged>()),
                                                    ElementTypeOf<KV<K, Iter<Tagged>>>());
  return lowering.AddStep("Untag", grouped, FactoryOf<UntagOp<K, Vs...>>(), ElementTypeOf<CoGrouped<K, Vs...>>());
}

template <bool kRemote, class K, class... Vs>
class CoGroupByKeyExchange final : public ExchangeFactory {
 public:
  bool by_key() const override { return true; }
  Owned<Operator> MakeWriter(std::size_t input, bool, BlockStore& store,
                             const OperatorContext& context) const override {
    using Make = Owned<Operator> (*)(BlockStore&, std::size_t, const OperatorContext&);
    static constexpr Make kMakers[] = {&MakeTyped<Vs>...};
    return kMakers[input](store, input, context);
  }
  Owned<SourceOperator> MakeReader(bool, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override {
    if (!context.FiresOnce()) {
      return WindowedReader<GroupPanes<K, Vs...>, K, Vs...>(stores, context);
    }
    return Owned<SourceOperator>(new CoGroupReadOp<K, Vs...>(stores, WindowsAreKeys(context, 0)));
  }
  bool CanLower(bool) const override { return kRemote; }
  CollectionId Lower(Lowering& lowering) const override {
    if constexpr (kRemote) {
      return LowerCoGroupByKey<K, Vs...>(lowering);
    } else {
      return ExchangeFactory::Lower(lowering);
    }
  }

 private:
  template <class V>
  static Owned<Operator> MakeTyped(BlockStore& store, std::size_t input, const OperatorContext& context) {
    if (!context.FiresOnce()) return Owned<Operator>(new StampedWriteOp<PerKey<K, V>>(store));
    return Owned<Operator>(new GroupWriteOp<K, V>(store, WindowsAreKeys(context, input)));
  }
};

}  // namespace beam::internal
