// FunctionOp: what the operators of ParDo, Filter, FlatMap and Partition share: the user's function, its side inputs,
// its lifecycle, and the border where its errors become the run's failure.
#pragma once

#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/bundle_finalizer.h"
#include "beam/context.h"
#include "beam/emitter.h"
#include "beam/exec/batch.h"
#include "beam/exec/element_text.h"
#include "beam/exec/operator.h"
#include "beam/exec/operator_context.h"
#include "beam/exec/output.h"
#include "beam/exec/remote_forms.h"
#include "beam/exec/shipment.h"
#include "beam/exec/side_input_view.h"
#include "beam/exec/stable_input.h"
#include "beam/exec/user_code.h"
#include "beam/fn/invoke.h"
#include "beam/fn/status_like.h"

namespace beam::internal {

/// The views of a signature's side inputs.
template <class Sig, class Indices, class... Side>
struct SideViewsOf;
template <class Sig, std::size_t... I, class... Side>
struct SideViewsOf<Sig, std::index_sequence<I...>, Side...> {
  using A = typename Sig::Analysis;
  using Type = std::tuple<
      SideInputView<Side, TypeAt<A::kFront + A::kMains + I, typename A::Params>, A::template BindSideAt<I>().form>...>;
};

/// `Op` derives from this and has `void Run(Batch<Element>&, std::size_t& at)`, which handles a batch and keeps `at` on
/// the element being processed, and `auto& BundleOutputs()`, a tuple of the outputs that StartBundle and FinishBundle
/// emit to.
template <class Op, class DoFn, class Element, class... Side>
class FunctionOp : public Operator {
 public:
  using Sig = Signature<DoFn, Element, Side...>;
  using Analysis = typename Sig::Analysis;
  using Lifecycle = typename Sig::Lifecycle;
  static constexpr std::size_t kSides = sizeof...(Side);
  static constexpr bool kRequestsFinalization = Sig::kUsesFinalizer;

  /// Whether the function looks keys up in the side input of this number.
  static bool LooksUp([[maybe_unused]] std::size_t side_input) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return ((I == side_input && IsLookup(Analysis::template BindSideAt<I>().form)) || ...);
    }(std::index_sequence_for<Side...>());
  }

  FunctionOp(const DoFn& prototype, const OperatorContext& context) : fn_(prototype), context_(context) {}

  void Setup() override {
    if constexpr (Lifecycle::kHasSetup) {
      RunUserCode(context_, "calling Setup", [&] { Require(FromVoid([&] { return fn_.Setup(); }), "calling Setup"); });
    }
  }
  void StartBundle() override {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (std::get<I>(sides_).Open(context_, I), ...);
    }(std::index_sequence_for<Side...>());
    if constexpr (Lifecycle::kHasStartBundle) {
      CallBundleMethod<typename Lifecycle::Start>("calling StartBundle", [&](auto&&... args) {
        return fn_.StartBundle(std::forward<decltype(args)>(args)...);
      });
    }
  }
  void Process(std::size_t, BatchBase& base) final {
    auto& batch = static_cast<Batch<Element>&>(base);
    std::size_t at = 0;
    RunUserCode(
        context_, kProcessing, [&] { static_cast<Op*>(this)->Run(batch, at); }, [&] { return TextAt(batch, at); });
  }
  void FinishBundle() override {
    if constexpr (Lifecycle::kHasFinishBundle) {
      CallBundleMethod<typename Lifecycle::Finish>("calling FinishBundle", [&](auto&&... args) {
        return fn_.FinishBundle(std::forward<decltype(args)>(args)...);
      });
    }
    for (OutputBase* output : outputs()) output->EndBundle();
  }
  void Teardown() override {
    if constexpr (Lifecycle::kHasTeardown) {
      RunUserCode(context_, "calling Teardown",
                  [&] { Require(FromVoid([&] { return fn_.Teardown(); }), "calling Teardown"); });
    }
  }

 protected:
  using SideViews = typename SideViewsOf<Sig, std::index_sequence_for<Side...>, Side...>::Type;
  static constexpr const char* kProcessing = "processing an element";

  /// Makes the side inputs those of a window.
  void SelectSides(const ElementMeta& meta) {
    if constexpr (kSides != 0) {
      std::apply([&](auto&... view) { (view.Select(meta.window), ...); }, sides_);
    }
  }
  template <class Outputs>
  auto MakeFrame(Outputs& outputs) {
    return CallFrame<Outputs, SideViews>{user_context_, sides_, outputs};
  }
  /// The value inside a result, as something to construct an output from; an error inside it fails the bundle.
  template <class R>
  [[gnu::always_inline]] decltype(auto) ValueOf(R&& result, const Batch<Element>& batch, std::size_t at) {
    if constexpr (FindReturnKind<std::remove_cvref_t<R>>() == ReturnKind::kStatusOr) {
      if (!Succeeded(result)) [[unlikely]]
        Fail(FailureOf(result), batch, at);
      return std::move(*result);
    } else {
      return std::forward<R>(result);
    }
  }
  template <class R>
  [[gnu::always_inline]] void RequireSuccess(const R& result, const Batch<Element>& batch, std::size_t at) {
    if (!Succeeded(result)) [[unlikely]]
      Fail(FailureOf(result), batch, at);
  }
  /// The element at fault as text; empty where it is not one element's fault.
  static std::string TextAt(const Batch<Element>& batch, std::size_t at) {
    return at < batch.size() ? ElementText(batch[at]) : std::string();
  }
  [[noreturn, gnu::noinline]] void Fail(Status status, const Batch<Element>& batch, std::size_t at) {
    FailBundle(context_, std::move(status), TextAt(batch, at), kProcessing);
  }

  DoFn fn_;
  OperatorContext context_;
  Context user_context_{&context_};
  [[no_unique_address]] SideViews sides_;

 private:
  struct Nothing {};
  /// What `call` returns, with a value for void.
  template <class Call>
  static auto FromVoid(Call&& call) {
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      return Nothing();
    } else {
      return call();
    }
  }
  template <class R>
  void Require(const R& result, const char* doing) {
    if constexpr (!std::is_same_v<R, Nothing>) {
      if (!Succeeded(result)) FailBundle(context_, FailureOf(result), std::string(), doing);
    }
  }
  // Emitters inherit the global window where the input is globally windowed, and nothing otherwise.
  template <class Method, class Call>
  void CallBundleMethod(const char* doing, Call&& call) {
    static constexpr ElementMeta kGlobal;
    const bool global = context_.IsGloballyWindowed(0);
    for (OutputBase* output : outputs()) output->InheritForBundle(global ? &kGlobal : nullptr);
    RunUserCode(context_, doing,
                [&] { Require(FromVoid([&] { return CallWithParams(typename Method::Params(), call); }), doing); });
  }
  template <class... P, class Call>
  decltype(auto) CallWithParams(TypeList<P...>, Call& call) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
      constexpr std::size_t emitters = sizeof...(P) == 0 ? 0 : (std::size_t{kIsA<Emitter, P>} + ... + 0);
      return call(BundleArgument<P, I - (sizeof...(P) - emitters)>()...);
    }(std::index_sequence_for<P...>());
  }
  template <class P, std::size_t kOutput>
  decltype(auto) BundleArgument() {
    if constexpr (kIsA<Emitter, P>) {
      return P(&std::get<kOutput>(static_cast<Op*>(this)->BundleOutputs()));
    } else if constexpr (std::is_same_v<P, BundleFinalizer>) {
      return BundleFinalizer(user_context_);
    } else {
      return (user_context_);
    }
  }
};

/// A factory of a step's operators that keeps the prototype of the user's function.
template <class DoFn>
class PrototypeFactory : public OperatorFactory {
 public:
  explicit PrototypeFactory(DoFn prototype) : prototype_(std::move(prototype)) {}
  const DoFn& prototype() const { return prototype_; }

 private:
  DoFn prototype_;
};

/// The function of a step whose node has the exchange that asks. Both may come from far away, where nothing but their writer says
/// that they belong together. Throws beam::Error where they do not.
template <class DoFn>
const DoFn& PrototypeOf(const OperatorContext& context) {
  const auto* factory = dynamic_cast<const PrototypeFactory<DoFn>*>(&context.factory());
  if (factory == nullptr) ThrowOtherFunction();
  return factory->prototype();
}

/// Makes operators from the prototype: each copies it.
template <class Op, class DoFn, bool kRemote = kRemoteForms>
class FunctionOpFactory final : public PrototypeFactory<DoFn> {
 public:
  explicit FunctionOpFactory(DoFn prototype) : PrototypeFactory<DoFn>(std::move(prototype)) {}
  Owned<Operator> Make(const OperatorContext& context) const override {
    return Owned<Operator>(new Op(this->prototype(), context));
  }
  void Ship(ByteWriter& out) const override {
    FunctionShipment<FunctionOpFactory, OperatorFactory, DoFn, kRemote>::Write(this->prototype(), out);
  }
  const StatefulForm* stateful_form() const override {
    if constexpr (requires { Op::Form(); }) {
      return &Op::Form();
    } else {
      return nullptr;
    }
  }
  bool requests_finalization() const override { return Op::kRequestsFinalization; }
  bool requires_stable_input() const override { return kWantsStableInput<DoFn>; }
  bool LooksUp(std::size_t side_input) const override { return Op::LooksUp(side_input); }
};

}  // namespace beam::internal
