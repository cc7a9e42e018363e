// Signature: reads the type of a DoFn for a given input, and says what each parameter is, what comes out, or what is
// wrong.
//
//   using S = beam::internal::Signature<decltype(ExtractWords), std::string>;
//   static_assert(S::kFinding.ok());
//   static_assert(std::is_same_v<S::Outputs, TypeList<std::string>>);
//
// The grammar (DESIGN section 2): (Context&?, BundleFinalizer?, EventTime?, Window?, PaneInfo?, tracker&?, watermark estimator&?,
// element..., side input..., Emitter...) -> R. The order of parameters is a table (parameter_rules.h); how one parameter takes what it is given is in binding.h;
// what may come out is in output_type.h. A new kind of parameter is one row of the table, one branch in invoke.h, one
// sentence in diagnose.h, and a row of the signature test.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "beam/fn/binding.h"
#include "beam/fn/callable.h"
#include "beam/fn/output_type.h"
#include "beam/fn/parameter_rules.h"
#include "beam/fn/splittable_fn.h"
#include "beam/fn/stateful.h"

namespace beam::internal {

/// How the element reaches its parameters.
enum class MainForm : std::uint8_t {
  kWhole,     ///< One parameter takes the element.
  kUnfolded,  ///< One parameter for each part: key and value, key and groups.
  kBatch,     ///< std::span<const Element>: a run of elements that share event time, window and pane.
};

/// What a callable's parameters are, given its shape.
template <class Shape, class Element, class Sides>
struct ParameterAnalysis;

template <class R, class... P, class Element, class... Side>
struct ParameterAnalysis<CallShape<R, P...>, Element, TypeList<Side...>> {
  using Params = TypeList<P...>;
  using Return = ReturnOf<R>;
  using Returned = R;
  static constexpr std::size_t kCount = sizeof...(P);
  static constexpr std::size_t kSides = sizeof...(Side);
  static constexpr std::array<SpelledParam, kCount> kSpelled{Spell<P>()...};

  static constexpr std::size_t CountOf(ParamKind kind) {
    std::size_t count = 0;
    for (const SpelledParam& param : kSpelled) count += param.kind == kind;
    return count;
  }
  static constexpr std::size_t kData = CountOf(ParamKind::kMain);
  static constexpr std::size_t kEmitters = CountOf(ParamKind::kEmitter);
  static constexpr std::size_t kFront = kCount - kData - kEmitters;
  static constexpr std::size_t kMains = kData > kSides ? kData - kSides : 0;
  static constexpr std::size_t kParts = Unfolded<Element>::kSize;
  static constexpr bool kUsesContext = CountOf(ParamKind::kContext) != 0;
  static constexpr bool kUsesFinalizer = CountOf(ParamKind::kFinalizer) != 0;
  static constexpr bool kUsesEventTime = CountOf(ParamKind::kEventTime) != 0;
  static constexpr bool kUsesWindow = CountOf(ParamKind::kWindow) != 0;
  static constexpr bool kUsesPane = CountOf(ParamKind::kPane) != 0;
  static constexpr bool kUsesTracker = CountOf(ParamKind::kTracker) != 0;
  static constexpr bool kUsesEstimator = CountOf(ParamKind::kEstimator) != 0;
  /// The number of the parameters in front of the first one of a kind.
  static constexpr std::size_t IndexOf(ParamKind kind) {
    std::size_t index = 0;
    while (index < kCount && kSpelled[index].kind != kind) ++index;
    return index;
  }

  static constexpr Finding FindCountMistake() {
    if (kData == 0) return {Diagnosis::kNoElementParameter};
    if (kData <= kSides) return {Diagnosis::kTooFewParameters};
    if (kMains == 1 || (kParts != 0 && kMains == kParts)) return {};
    if (kIsA<CoGrouped, Element>) return {Diagnosis::kCoGroupedCount};
    if (kSides != 0) return {Diagnosis::kSideInputCount};
    return {Diagnosis::kTooManyParameters, static_cast<int>(kFront + (kParts == 0 ? 1 : kParts)) + 1};
  }
  template <std::size_t I>
  static consteval Finding FindMainMistake() {
    using Param = TypeAt<kFront + I, Params>;
    constexpr int parameter = static_cast<int>(kFront + I) + 1;
    if constexpr (kMains == 1) {
      return {BindWhole<Param, Element>(), parameter};
    } else {
      return {BindPart<Param, TypeAt<I, Unfolded<Element>>, I>(), parameter};
    }
  }
  template <std::size_t I>
  static consteval SideBinding BindSideAt() {
    return BindSide<TypeAt<kFront + kMains + I, Params>, TypeAt<I, TypeList<Side...>>>();
  }
  static constexpr Finding First(std::initializer_list<Finding> findings) {
    for (const Finding& finding : findings) {
      if (!finding.ok()) return finding;
    }
    return {};
  }
  static consteval Finding FindDataMistake() {
    const Finding in_main = []<std::size_t... I>(std::index_sequence<I...>) {
      return First({FindMainMistake<I>()...});
    }(std::make_index_sequence<kMains>());
    if (!in_main.ok()) return in_main;
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return First({Finding{}, Finding{BindSideAt<I>().what, static_cast<int>(kFront + kMains + I) + 1}...});
    }(std::make_index_sequence<kSides>());
  }
  template <class Param>
  static consteval Diagnosis FindEmitterMistake() {
    if constexpr (kIsA<Emitter, Param>) {
      return FindOutputMistake<FirstArgument<Param>>();
    } else {
      return Diagnosis::kNone;
    }
  }
  static constexpr Finding FindResultMistake() {
    if (FindReturnMistake<R>() != Diagnosis::kNone) return {FindReturnMistake<R>()};
    const std::array<Diagnosis, kCount> mistakes{FindEmitterMistake<P>()...};
    for (std::size_t i = 0; i < kCount; ++i) {
      if (mistakes[i] != Diagnosis::kNone) return {mistakes[i], static_cast<int>(i) + 1};
    }
    if (kForm == MainForm::kBatch && Return::kHasValue) return {Diagnosis::kSpanReturns};
    return {};
  }

  static consteval MainForm FindForm() {
    if constexpr (kMains != 1) {
      return MainForm::kUnfolded;
    } else {
      using Plain = std::remove_cvref_t<TypeAt<kFront, Params>>;
      return kIsSpan<Plain> && !std::is_convertible_v<const Element&, Plain> ? MainForm::kBatch : MainForm::kWhole;
    }
  }
  static constexpr MainForm kForm = FindForm();

  static consteval Finding Find() {
    if constexpr (constexpr Finding order = FindOrderMistake(kSpelled); !order.ok()) {
      return order;
    } else if constexpr (constexpr Finding count = FindCountMistake(); !count.ok()) {
      return count;
    } else if constexpr (constexpr Finding data = FindDataMistake(); !data.ok()) {
      return data;
    } else {
      return FindResultMistake();
    }
  }
  static constexpr Finding kFinding = Find();

  /// The kind of parameter I, elements and side inputs told apart.
  static constexpr ParamKind KindAt(std::size_t i) {
    const bool is_side = kSpelled[i].kind == ParamKind::kMain && i >= kFront + kMains;
    return is_side ? ParamKind::kSide : kSpelled[i].kind;
  }

  using Emitted = EmittedTypes<P...>;
  /// The returned value first, then the emitters in order.
  using Outputs = Concat<std::conditional_t<Return::kHasValue, TypeList<typename Return::Value>, TypeList<>>, Emitted>;
};

/// A callable whose parameters are not known has no outputs that are.
template <class Element, class Sides>
struct ParameterAnalysis<void, Element, Sides> {
  using Outputs = TypeList<>;
  static constexpr bool kUsesFinalizer = false;
  static constexpr Finding kFinding{};
};

/// StartBundle or FinishBundle: (Context&?, BundleFinalizer?, Emitter...).
template <class Shape>
struct BundleMethodAnalysis;
template <class R, class... P>
struct BundleMethodAnalysis<CallShape<R, P...>> {
  using Params = TypeList<P...>;
  using Outputs = EmittedTypes<P...>;
  static constexpr bool kUsesFinalizer = (std::is_same_v<P, BundleFinalizer> || ...);
  static constexpr std::array<SpelledParam, sizeof...(P)> kSpelled{Spell<P>()...};

  static constexpr Finding Find() {
    if (const Finding order = FindOrderMistake(kSpelled); !order.ok()) return order;
    for (std::size_t i = 0; i < kSpelled.size(); ++i) {
      const ParamKind kind = kSpelled[i].kind;
      const bool known = kind == ParamKind::kContext || kind == ParamKind::kFinalizer || kind == ParamKind::kEmitter;
      if (!known) return {Diagnosis::kBundleParameters, static_cast<int>(i) + 1};
    }
    const std::array<Diagnosis, sizeof...(P)> mistakes{
        ParameterAnalysis<CallShape<void>, void*, TypeList<>>::template FindEmitterMistake<P>()...};
    for (std::size_t i = 0; i < mistakes.size(); ++i) {
      if (mistakes[i] != Diagnosis::kNone) return {mistakes[i], static_cast<int>(i) + 1};
    }
    return {};
  }
};
template <>
struct BundleMethodAnalysis<void> {
  using Params = TypeList<>;
  using Outputs = TypeList<>;
  static constexpr bool kUsesFinalizer = false;
  static constexpr Finding Find() { return {}; }
};

/// The lifecycle methods of a struct: which it has, and how they are declared.
template <class DoFn>
struct LifecycleAnalysis {
  static constexpr bool kHasSetup = HasSetup<DoFn>();
  static constexpr bool kHasStartBundle = HasStartBundle<DoFn>();
  static constexpr bool kHasFinishBundle = HasFinishBundle<DoFn>();
  static constexpr bool kHasTeardown = HasTeardown<DoFn>();

  // Each answers with the shape of a method, or with `void` where there is none or its address cannot be taken.
  static consteval auto SetupShape() {
    if constexpr (requires { &DoFn::Setup; })
      return std::type_identity<MethodShape<decltype(&DoFn::Setup)>>();
    else
      return std::type_identity<void>();
  }
  static consteval auto StartShape() {
    if constexpr (requires { &DoFn::StartBundle; })
      return std::type_identity<MethodShape<decltype(&DoFn::StartBundle)>>();
    else
      return std::type_identity<void>();
  }
  static consteval auto FinishShape() {
    if constexpr (requires { &DoFn::FinishBundle; })
      return std::type_identity<MethodShape<decltype(&DoFn::FinishBundle)>>();
    else
      return std::type_identity<void>();
  }
  static consteval auto TeardownShape() {
    if constexpr (requires { &DoFn::Teardown; })
      return std::type_identity<MethodShape<decltype(&DoFn::Teardown)>>();
    else
      return std::type_identity<void>();
  }
  using Setup = typename decltype(SetupShape())::type;
  using Start = BundleMethodAnalysis<typename decltype(StartShape())::type>;
  using Finish = BundleMethodAnalysis<typename decltype(FinishShape())::type>;
  using Teardown = typename decltype(TeardownShape())::type;

  template <class R, class... P>
  static constexpr Diagnosis ResultMistake(std::type_identity<CallShape<R, P...>>) {
    constexpr ReturnKind kind = ReturnOf<R>::kKind;
    return kind == ReturnKind::kVoid || kind == ReturnKind::kStatus ? Diagnosis::kNone : Diagnosis::kLifecycleReturns;
  }
  static constexpr Diagnosis ResultMistake(std::type_identity<void>) { return Diagnosis::kLifecycleUnclear; }
  template <class R, class... P>
  static constexpr Diagnosis ParameterMistake(std::type_identity<CallShape<R, P...>>) {
    return sizeof...(P) == 0 ? Diagnosis::kNone : Diagnosis::kSetupParameters;
  }
  static constexpr Diagnosis ParameterMistake(std::type_identity<void>) { return Diagnosis::kNone; }

  template <class Outputs>
  static constexpr Finding Find() {
    if (kHasSetup && ResultMistake(SetupShape()) != Diagnosis::kNone) return {ResultMistake(SetupShape())};
    if (kHasTeardown && ResultMistake(TeardownShape()) != Diagnosis::kNone) return {ResultMistake(TeardownShape())};
    if (kHasStartBundle && ResultMistake(StartShape()) != Diagnosis::kNone) return {ResultMistake(StartShape())};
    if (kHasFinishBundle && ResultMistake(FinishShape()) != Diagnosis::kNone) return {ResultMistake(FinishShape())};
    if (ParameterMistake(SetupShape()) != Diagnosis::kNone) return {ParameterMistake(SetupShape()), 1};
    if (ParameterMistake(TeardownShape()) != Diagnosis::kNone) return {ParameterMistake(TeardownShape()), 1};
    if (const Finding start = Start::Find(); !start.ok()) return start;
    if (const Finding finish = Finish::Find(); !finish.ok()) return finish;
    using Longest = Longer<Outputs, Longer<typename Start::Outputs, typename Finish::Outputs>>;
    const bool agree = kIsBeginning<Outputs, Longest> && kIsBeginning<typename Start::Outputs, Longest> &&
                       kIsBeginning<typename Finish::Outputs, Longest>;
    return agree ? Finding{} : Finding{Diagnosis::kBundleEmitter};
  }
};

template <class... T>
inline constexpr bool kAnyUnusable = (std::is_same_v<T, Unusable> || ...);

/// Everything that the library knows about `DoFn` over elements of `Element`.
template <class DoFn, class Element, class... SideInput>
struct Signature {
  using Call = Callable<DoFn, Element, sizeof...(SideInput)>;
  using Analysis = ParameterAnalysis<typename Call::Shape, Element, TypeList<SideInput...>>;
  using Lifecycle = LifecycleAnalysis<DoFn>;
  /// In order: the returned value, the emitters, and those that only StartBundle, FinishBundle, OnTimer or
  /// OnWindowExpiration have.
  using BundleOutputs = Longer<typename Lifecycle::Start::Outputs, typename Lifecycle::Finish::Outputs>;
  using Stateful = StatefulAnalysis<DoFn, Element>;
  using Splittable = SplittableAnalysis<DoFn, Element, Analysis>;
  using Outputs = Longer<typename Analysis::Outputs, Longer<BundleOutputs, typename Stateful::Outputs>>;
  static constexpr bool kUsesFinalizer = Analysis::kUsesFinalizer || Lifecycle::Start::kUsesFinalizer ||
                                         Lifecycle::Finish::kUsesFinalizer || Stateful::kUsesFinalizer;

  static consteval Finding Find() {
    if constexpr (Call::kDiagnosis != Diagnosis::kNone) {
      return {Call::kDiagnosis};
    } else if constexpr (!std::is_copy_constructible_v<DoFn>) {
      return {Diagnosis::kNotCopyable};
    } else if constexpr (kIsElementMetaType<Element>) {
      return {Diagnosis::kElementType};
    } else if constexpr (Call::kForm == CallForm::kMember && Analysis::kFinding.what == Diagnosis::kMainMutable &&
                         Analysis::kFinding.parameter == 1) {
      return {Diagnosis::kMethodNotConst};
    } else if constexpr (!Analysis::kFinding.ok()) {
      return Analysis::kFinding;
    } else if constexpr (constexpr Finding found = Lifecycle::template Find<typename Analysis::Outputs>();
                         !found.ok()) {
      return found;
    } else if constexpr (constexpr Finding split = Splittable::Find(); !split.ok()) {
      return split;
    } else if constexpr (kIsSplittable<DoFn>) {
      return FindSplittableMistake();
    } else {
      return FindStatefulMistake();
    }
  }
  static constexpr Finding kFinding = Find();

 private:
  static consteval Finding FindSplittableMistake() {
    if (kIsStateful<DoFn>) return {Diagnosis::kSplittableState};
    return {Analysis::kForm == MainForm::kBatch ? Diagnosis::kSplittableBatch : Diagnosis::kNone};
  }
  static consteval Finding FindStatefulMistake() {
    if constexpr (constexpr Finding found = Stateful::Find(); !found.ok()) {
      return found;
    } else if constexpr (kIsStateful<DoFn>) {
      if (Analysis::kForm == MainForm::kBatch) return {Diagnosis::kStateBatch};
      const bool agree = kIsBeginning<typename Analysis::Outputs, Outputs> && kIsBeginning<BundleOutputs, Outputs> &&
                         Stateful::template EmitBeginningsOf<Outputs>();
      if (!agree) return {Diagnosis::kKeyMethodEmitter};
    }
    return {};
  }
};

}  // namespace beam::internal
