// The parts of a splittable DoFn's step, for runners that spread restrictions over workers themselves.
//
// To a runner a restriction is opaque. As Beam's SDKs have agreed on, it holds what was reached of the watermark too.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "beam/exec/copy_of.h"
#include "beam/exec/restriction_function.h"
#include "beam/exec/splittable_operator.h"
#include "beam/exec/step_parts.h"
#include "beam/exec/typed_element.h"

namespace beam::internal {

template <class DoFn, class Element, class... Side>
struct SplittableTypes {
  using Methods = RestrictionMethods<DoFn, Element, Side...>;
  using State = KV<typename Methods::Restriction, Timestamp>;
  using Paired = KV<Element, State>;
  using Sized = KV<Paired, double>;
};

template <class DoFn, class Element, class... Side>
struct PairStep : SplittableTypes<DoFn, Element, Side...> {
  using In = Element;
  using Out = typename PairStep::Paired;
  static constexpr const char* kDoing = "making its restriction";
  static const Element& ElementOf(const In& in) { return in; }
  static void Apply(DoFn& fn, const In& element, const ElementMeta& meta, Output<Out>& output) {
    output.Emit(Out{CopyOf(element), {fn.InitialRestriction(element), meta.timestamp}});
  }
};

template <class DoFn, class Element, class... Side>
struct SplitStep : SplittableTypes<DoFn, Element, Side...> {
  using In = typename SplitStep::Paired;
  using Out = typename SplitStep::Sized;
  using typename SplittableTypes<DoFn, Element, Side...>::Methods;
  static constexpr const char* kDoing = "splitting its restriction";
  static const Element& ElementOf(const In& in) { return in.key; }
  static void Apply(DoFn& fn, const In& in, const ElementMeta&, Output<Out>& output) {
    for (auto& part : Methods::Split(fn, in.key, CopyOf(in.value.key))) {
      const double size = Methods::Size(fn, in.key, part);
      output.Emit(Out{In{CopyOf(in.key), {std::move(part), in.value.value}}, size});
    }
  }
};

template <class DoFn, class Element, class... Side>
struct TruncateStep : SplittableTypes<DoFn, Element, Side...> {
  using In = typename TruncateStep::Sized;
  using Out = In;
  using typename SplittableTypes<DoFn, Element, Side...>::Methods;
  static constexpr const char* kDoing = "truncating its restriction";
  static const Element& ElementOf(const In& in) { return in.key.key; }
  static void Apply(DoFn& fn, const In& in, const ElementMeta&, Output<Out>& output) {
    const Element& element = ElementOf(in);
    auto left = Methods::Truncate(fn, element, CopyOf(in.key.value.key));
    if (!left.has_value()) return;
    const double size = Methods::Size(fn, element, *left);
    output.Emit(Out{{CopyOf(element), {std::move(*left), in.key.value.value}}, size});
  }
};

/// Runs one of the steps above.
template <class Step, class DoFn, class Element, class... Side>
class RestrictionStepOp final : public Operator {
 public:
  RestrictionStepOp(const DoFn& prototype, const OperatorContext& context)
      : context_(context), function_(prototype, context) {
    AddOutput(&output_);
  }

  void Setup() override { function_.Setup(); }
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<typename Step::In>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      output_.Inherit(batch.meta(i));
      RunUserCode(
          context_, Step::kDoing, [&] { Step::Apply(function_.function(), batch[i], batch.meta(i), output_); },
          [&] { return ElementText(Step::ElementOf(batch[i])); });
    }
  }
  void FinishBundle() override { output_.EndBundle(); }
  void Teardown() override { function_.Teardown(); }

 private:
  OperatorContext context_;
  ParDoOp<DoFn, Element, Side...> function_;
  Output<typename Step::Out> output_;
};

/// Processes restrictions. Those of a DoFn whose outputs end are processed to their ends. One with unbounded outputs gives back what
/// it wants to be resumed later, and what is left when the bundle has had enough.
template <class DoFn, class Element, class... Side>
class SplittableProcessOp final : public SplittableOperator {
  using Function = RestrictionFunction<DoFn, Element, Side...>;
  using Work = typename Function::Work;
  using Sized = typename SplittableTypes<DoFn, Element, Side...>::Sized;
  static constexpr bool kUnbounded = Function::Splittable::kUnbounded;

 public:
  SplittableProcessOp(const DoFn& prototype, const OperatorContext& context)
      : context_(context), function_(prototype, context) {
    for (OutputBase* output : function_.outputs()) AddOutput(output);
    if constexpr (kUnbounded) function_.LimitBundles(kElementsOfBundle);
  }

  void Open(RestSink& rests) override { rests_ = &rests; }
  void Setup() override { function_.Setup(); }
  void StartBundle() override { function_.StartBundle(); }
  void Process(std::size_t, BatchBase& base) override {
    auto& batch = static_cast<Batch<Sized>&>(base);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Sized& sized = batch[i];
      // An element in several windows comes as several, which the runner counts as one.
      const bool whole = batch.size() == 1;
      const auto& [restriction, watermark] = sized.key.value;
      Work work{CopyOf(sized.key.key), CopyOf(restriction), batch.meta(i), watermark, sized.value, whole};
      ProcessWork(work);
    }
  }
  void FinishBundle() override { function_.FinishBundle(); }
  void Teardown() override { function_.Teardown(); }

  std::optional<double> Completed() override { return function_.Completed(); }
  bool Split(double fraction, const TakeParts& take) override {
    return function_.Split(fraction, [&](Work kept, Work rest) {
      const Timestamp watermark = rest.watermark;
      take(One(std::move(kept)).batch, One(std::move(rest)).batch, watermark);
    });
  }

 private:
  struct One {
    explicit One(Work work) {
      batch.SetMeta(work.meta);
      batch.Put(Sized{{std::move(work.element), {std::move(work.restriction), work.watermark}}, work.size});
    }
    Batch<Sized> batch{1};
  };

  void ProcessWork(Work& work) {
    while (const std::optional<Duration> delay = function_.Process(work)) {
      if (context_.cancelled()) throw BundleAborted{};
      if constexpr (kUnbounded) return GiveBack(work, *delay);
    }
  }
  void GiveBack(Work& work, Duration delay) {
    RunUserCode(
        context_, "sizing its restriction",
        [&] { work.size = Function::Methods::Size(function_.function(), work.element, work.restriction); },
        [&] { return ElementText(work.element); });
    const Timestamp watermark = work.watermark;
    rests_->Take(One(std::move(work)).batch, delay, watermark);
  }

  OperatorContext context_;
  Function function_;
  RestSink* rests_ = nullptr;
};

template <class DoFn, class Element, class... Side>
class TypedSplittableParts final : public StepParts {
  using Types = SplittableTypes<DoFn, Element, Side...>;

 public:
  [[gnu::cold]] Owned<Operator> MakePart(StepPart part, const OperatorContext& context) const override {
    switch (part) {
      case StepPart::kPairWithRestriction:
        return MakeStep<PairStep<DoFn, Element, Side...>>(context);
      case StepPart::kSplitAndSize:
        return MakeStep<SplitStep<DoFn, Element, Side...>>(context);
      case StepPart::kTruncate:
        return MakeStep<TruncateStep<DoFn, Element, Side...>>(context);
      default:
        return Owned<Operator>(new SplittableProcessOp<DoFn, Element, Side...>(PrototypeOf<DoFn>(context), context));
    }
  }
  [[gnu::cold]] const ElementType* InputOf(StepPart part) const override {
    switch (part) {
      case StepPart::kPairWithRestriction:
        return ElementTypeOf<Element>();
      case StepPart::kSplitAndSize:
        return ElementTypeOf<typename Types::Paired>();
      case StepPart::kTruncate:
      case StepPart::kProcess:
        return ElementTypeOf<typename Types::Sized>();
      default:
        return nullptr;
    }
  }
  [[gnu::cold]] const ElementType* OutputOf(StepPart part) const override {
    switch (part) {
      case StepPart::kPairWithRestriction:
        return ElementTypeOf<typename Types::Paired>();
      case StepPart::kSplitAndSize:
      case StepPart::kTruncate:
        return ElementTypeOf<typename Types::Sized>();
      default:
        return nullptr;
    }
  }

 private:
  template <class Step>
  Owned<Operator> MakeStep(const OperatorContext& context) const {
    return Owned<Operator>(new RestrictionStepOp<Step, DoFn, Element, Side...>(PrototypeOf<DoFn>(context), context));
  }
};

}  // namespace beam::internal
