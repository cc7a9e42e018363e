// The parts of a combining grouping, and combining taken apart into primitives.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "beam/exec/combine_op.h"
#include "beam/exec/combine_panes.h"
#include "beam/exec/convert_op.h"
#include "beam/exec/copy_of.h"
#include "beam/exec/lowering.h"
#include "beam/exec/step_parts.h"
#include "beam/exec/typed_element.h"
#include "beam/graph/urns.h"

namespace beam::internal {

/// What a part makes of the value of one KV; the key stays. `In` and `Out` are the values' types.
template <class Fn, class V>
struct MergeStep {
  using Traits = CombineTraits<Fn, V>;
  using In = Iter<typename Traits::Accumulator>;
  using Out = typename Traits::Accumulator;
  static constexpr const char* kDoing = "merging accumulators";
  static Out Apply(Fn& fn, const In& accumulators) {
    auto at = accumulators.begin();
    if constexpr (Traits::kHasDefault) {
      if (at == typename In::Sentinel{}) return fn.CreateAccumulator();
    }
    Out merged = CopyOf(*at);
    while (!(++at == typename In::Sentinel{})) Traits::Merge(fn, merged, CopyOf(*at));
    return merged;
  }
  /// Runners fire panes without elements, too.
  static bool HasResult(const In& accumulators) { return Traits::kHasDefault || !accumulators.empty(); }
};
template <class Fn, class V>
struct ExtractStep {
  using Traits = CombineTraits<Fn, V>;
  using In = typename Traits::Accumulator;
  using Out = typename Traits::Output;
  static constexpr const char* kDoing = "extracting an output from an accumulator";
  static Out Apply(Fn& fn, In accumulator) { return Traits::Extract(fn, std::move(accumulator)); }
};
/// All values at once, where nothing can be combined before them.
template <class Fn, class V>
struct GroupedStep {
  using Traits = CombineTraits<Fn, V>;
  using In = Iter<V>;
  using Out = typename Traits::Output;
  static constexpr const char* kDoing = "combining the values of a key";
  static Out Apply(Fn& fn, const In& values) {
    auto at = values.begin();
    typename Traits::Accumulator accumulator = First(fn, at);
    for (; !(at == typename In::Sentinel{}); ++at) Traits::Add(fn, accumulator, *at);
    return Traits::Extract(fn, std::move(accumulator));
  }
  /// Without a result of no values, a pane of none has nothing to give.
  static bool HasResult(const In& values) { return Traits::kHasDefault || !values.empty(); }

 private:
  static typename Traits::Accumulator First(Fn& fn, typename In::iterator& at) {
    if constexpr (Traits::kHasDefault) {
      return fn.CreateAccumulator();
    } else {
      typename Traits::Accumulator first(*at);
      ++at;
      return first;
    }
  }
};

template <class K, class Fn, class Step>
class CombineStepOp final : public Operator {
 public:
  CombineStepOp(Fn fn, const OperatorContext& context) : fn_(std::move(fn)), context_(context) { AddOutput(&output_); }

  void Setup() override {
    RunUserCode(context_, "calling the combine function's Setup", [&] { Step::Traits::Setup(fn_); });
  }
  void StartBundle() override {
    if constexpr (kHasSides<Fn>) fn_.OpenSides(context_);
  }
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<KV<K, typename Step::In>>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if constexpr (kHasSides<Fn>) fn_.SelectSides(batch.meta(i).window);
      output_.Inherit(batch.meta(i));
      EmitOne(batch[i], batch.exclusive());
    }
  }
  void FinishBundle() override { output_.EndBundle(); }
  void Teardown() override {
    RunUserCode(context_, "calling the combine function's Teardown", [&] { Step::Traits::Teardown(fn_); });
  }

 private:
  void EmitOne(KV<K, typename Step::In>& kv, bool exclusive) {
    if constexpr (requires { Step::HasResult(kv.value); }) {
      if (!Step::HasResult(kv.value)) return;
    }
    RunUserCode(
        context_, Step::kDoing,
        [&] {
          auto result = exclusive ? Step::Apply(fn_, std::move(kv.value)) : Step::Apply(fn_, kv.value);
          output_.EmitKV(kv.key, std::move(result));
        },
        [&] { return ElementText(kv.key); });
  }

  Fn fn_;
  OperatorContext context_;
  Output<KV<K, typename Step::Out>> output_;
};

/// Where accumulators go that a runner shuffles: out of the step, with every bundle.
template <class K, class Accumulator>
class OutputSink {
 public:
  static constexpr bool kEveryBundle = true;

  OutputSink(const OperatorContext&, bool windowed) : key_(windowed) {}
  void operator()(const AccumulatorTable::EntryRef& entry) {
    K key = key_.Read(KeyRef{entry.word, entry.bytes});
    output_.Inherit(key_.meta());
    output_.EmitKV(std::move(key), std::move(*static_cast<Accumulator*>(entry.accumulator)));
  }
  void Flush() { output_.EndBundle(); }
  OutputBase* output() { return &output_; }

 private:
  GroupKey<K> key_;
  Output<KV<K, Accumulator>> output_;
};

template <class K, class V, class Fn>
class TypedCombineParts final : public StepParts {
 public:
  explicit TypedCombineParts(Fn fn) : fn_(std::move(fn)) {}

  [[gnu::cold]] Owned<Operator> MakePart(StepPart part, const OperatorContext& context) const override {
    switch (part) {
      case StepPart::kPrecombine:
        return Owned<Operator>(new CombineWriteOp<PerKey<K, V>, Fn, OutputSink>(fn_, true, context, KeyHasher(),
                                                                                WindowsAreKeys(context, 0), context));
      case StepPart::kMergeAccumulators:
        return MakeStep<MergeStep<Fn, V>>(context);
      default:
        return MakeStep<ExtractStep<Fn, V>>(context);
    }
  }
  [[gnu::cold]] const ElementType* InputOf(StepPart part) const override {
    switch (part) {
      case StepPart::kPrecombine:
        return ElementTypeOf<KV<K, V>>();
      case StepPart::kMergeAccumulators:
        return ElementTypeOf<KV<K, Iter<Accumulator>>>();
      case StepPart::kExtractOutputs:
        return ElementTypeOf<KV<K, Accumulator>>();
      default:
        return nullptr;
    }
  }
  [[gnu::cold]] const ElementType* OutputOf(StepPart part) const override {
    switch (part) {
      case StepPart::kPrecombine:
      case StepPart::kMergeAccumulators:
        return ElementTypeOf<KV<K, Accumulator>>();
      case StepPart::kExtractOutputs:
        return ElementTypeOf<KV<K, typename Traits::Output>>();
      default:
        return nullptr;
    }
  }

 private:
  using Traits = CombineTraits<Fn, V>;
  using Accumulator = typename Traits::Accumulator;

  template <class Step>
  Owned<Operator> MakeStep(const OperatorContext& context) const {
    return Owned<Operator>(new CombineStepOp<K, Fn, Step>(fn_, context));
  }

  Fn fn_;
};

/// The factory of one part, for a step of a graph.
template <class K, class V, class Fn>
class CombinePartFactory final : public OperatorFactory {
 public:
  CombinePartFactory(Fn fn, StepPart part) : parts_(std::move(fn)), part_(part) {}
  Owned<Operator> Make(const OperatorContext& context) const override { return parts_.MakePart(part_, context); }

 private:
  TypedCombineParts<K, V, Fn> parts_;
  StepPart part_;
};
template <class K, class V, class Fn>
class GroupedCombineFactory final : public OperatorFactory {
 public:
  explicit GroupedCombineFactory(Fn fn) : fn_(std::move(fn)) {}
  Owned<Operator> Make(const OperatorContext& context) const override {
    return Owned<Operator>(new CombineStepOp<K, Fn, GroupedStep<Fn, V>>(fn_, context));
  }
  [[gnu::cold]] void Ship(ByteWriter& out) const override {
    FunctionShipment<GroupedCombineFactory, OperatorFactory, Fn, true>::Write(fn_, out);
  }
  [[gnu::cold]] bool LooksUp(std::size_t side_input) const override {
    if constexpr (kHasSides<Fn>) {
      return Fn::LooksUp(side_input);
    } else {
      return false;
    }
  }

 private:
  Fn fn_;
};

template <class Access, class Fn, bool kRemote = kRemoteForms>
class CombineExchange;

/// Combining KV<K, V> per key, in primitives as far as the lowering asks for it. Side inputs can be read where the values are,
/// so that with them nothing is combined before the shuffle.
template <class K, class V, class Fn>
[[gnu::cold]] CollectionId LowerCombinePerKey(Lowering& lowering, CollectionId input, const Fn& fn) {
  const auto group = [&]<class Value>(CollectionId values, std::type_identity<Value>) {
    return lowering.AddGrouping("GroupByKey", urn::kGroupByKey, values,
                                Owned<const ExchangeFactory>(new GroupByKeyExchange<K, Value>()),
                                ElementTypeOf<KV<K, Iter<Value>>>());
  };
  const auto combine_groups = [&] {
    return lowering.AddStepWithSides("Combine", group(input, std::type_identity<V>()),
                                     Owned<const OperatorFactory>(new GroupedCombineFactory<K, V, Fn>(fn)),
                                     ElementTypeOf<KV<K, typename CombineTraits<Fn, V>::Output>>());
  };
  if constexpr (kHasSides<Fn>) {
    return combine_groups();
  } else {
    // Triggers count elements and look at their times, so that what they see must not have been combined before.
    if (!lowering.fires_once()) return combine_groups();
    const auto part = [&](StepPart which) {
      return Owned<const OperatorFactory>(new CombinePartFactory<K, V, Fn>(fn, which));
    };
    const TypedCombineParts<K, V, Fn> parts(fn);
    if (!lowering.lowers_combines()) {
      return lowering.AddGrouping("CombinePerKey", urn::kCombinePerKey, input,
                                  Owned<const ExchangeFactory>(new CombineExchange<PerKey<K, V>, Fn, true>(fn)),
                                  parts.OutputOf(StepPart::kExtractOutputs));
    }
    using Accumulator = typename CombineTraits<Fn, V>::Accumulator;
    const CollectionId combined =
        lowering.AddStep("Precombine", input, part(StepPart::kPrecombine), parts.OutputOf(StepPart::kPrecombine));
    const CollectionId merged =
        lowering.AddStep("Merge", group(combined, std::type_identity<Accumulator>()),
                         part(StepPart::kMergeAccumulators), parts.OutputOf(StepPart::kMergeAccumulators));
    return lowering.AddStep("Extract", merged, part(StepPart::kExtractOutputs),
                            parts.OutputOf(StepPart::kExtractOutputs));
  }
}

/// Makes the key that a combining Access finds in an element explicit, and takes one away that nobody asked for.
template <class Access>
struct ExplicitKey {
  using Element = typename Access::Element;
  using Keyed = KV<typename Access::Key, typename Access::Value>;
  Keyed operator()(Element&& element) const {
    auto key = Access::KeyOf(element);
    if constexpr (std::is_same_v<typename Access::Value, Element>) {
      return {std::move(key), std::move(element)};
    }
  }
};
template <class K, class R>
struct WithoutKey {
  R operator()(KV<K, R>&& kv) const { return std::move(kv.value); }
};

template <class Access, class Fn>
class CombineExchange<Access, Fn, false> : public ExchangeFactory {
 public:
  explicit CombineExchange(Fn fn) : fn_(std::move(fn)) {}
  bool by_key() const override { return true; }
  bool can_lift() const override { return true; }
  Owned<Operator> MakeWriter(std::size_t, bool lifted, BlockStore& store,
                             const OperatorContext& context) const override {
    if (!context.FiresOnce()) return Owned<Operator>(new StampedWriteOp<Access>(store));
    return Owned<Operator>(new CombineWriteOp<Access, Fn, BlockSink>(fn_, lifted, store, store.hasher(),
                                                                     WindowsAreKeys(context, 0), context));
  }
  Owned<SourceOperator> MakeReader(bool, const std::vector<BlockStore*>& stores,
                                   const OperatorContext& context) const override {
    if (!context.FiresOnce()) {
      return WindowedReader<CombinePanes<Access, Fn>, typename Access::Key, typename Access::Value>(stores, context,
                                                                                                    fn_, context);
    }
    return Owned<SourceOperator>(new CombineReadOp<Access, Fn>(fn_, *stores[0], WindowsAreKeys(context, 0), context));
  }

 protected:
  const Fn& fn() const { return fn_; }

 private:
  Fn fn_;
};

template <class Access, class Fn>
class CombineExchange<Access, Fn, true> final : public CombineExchange<Access, Fn, false> {
 public:
  explicit CombineExchange(Fn fn) : CombineExchange<Access, Fn, false>(std::move(fn)), parts_(this->fn()) {}
  bool CanLower(bool combines) const override { return combines || !kIsPerKey || kHasSides<Fn>; }
  [[gnu::cold]] CollectionId Lower(Lowering& lowering) const override {
    CollectionId input = lowering.inputs()[0];
    if constexpr (!kIsPerKey) {
      using Explicit = ExplicitKey<Access>;
      using Keyed = typename Explicit::Keyed;
      input = lowering.AddStep("AddKey", input, FactoryOf<ConvertOp<typename Access::Element, Keyed, Explicit>>(),
                               ElementTypeOf<Keyed>());
    }
    const CollectionId combined = LowerCombinePerKey<K, V, Fn>(lowering, input, this->fn());
    if constexpr (Access::kOneKey) {
      using R = typename CombineTraits<Fn, V>::Output;
      return lowering.AddStep("DropKey", combined, FactoryOf<ConvertOp<KV<K, R>, R, WithoutKey<K, R>>>(),
                              ElementTypeOf<R>());
    } else {
      return combined;
    }
  }
  const StepParts* parts() const override { return &parts_; }
  /// What combines anything but KV<K, V> is taken apart before it is sent.
  [[gnu::cold]] void Ship(ByteWriter& out) const override {
    if constexpr (kIsPerKey) {
      FunctionShipment<CombineExchange, ExchangeFactory, Fn, true>::Write(this->fn(), out);
    } else {
      ExchangeFactory::Ship(out);
    }
  }

 private:
  using K = typename Access::Key;
  using V = typename Access::Value;
  static constexpr bool kIsPerKey = std::is_same_v<typename Access::Element, KV<K, V>>;

  TypedCombineParts<K, V, Fn> parts_;
};

}  // namespace beam::internal
