// ParDoOp: runs a DoFn over batches.
//
// A DoFn that returns its result and nothing else writes straight into the slots of the output batch, in one loop that
// the compiler can vectorize; metadata is passed on once for the batch. Any other DoFn emits; what its values inherit
// is set once for a uniform batch and once for each element otherwise.
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/exec/function_op.h"
#include "beam/exec/no_state.h"
#include "beam/process_continuation.h"

namespace beam::internal {

template <class List>
struct OutputTuple;
template <class... T>
struct OutputTuple<TypeList<T...>> {
  using Type = std::tuple<Output<T>...>;
};

template <class DoFn, class Element, class... Side>
class ParDoOp final : public FunctionOp<ParDoOp<DoFn, Element, Side...>, DoFn, Element, Side...> {
  using Base = FunctionOp<ParDoOp, DoFn, Element, Side...>;
  using typename Base::Analysis;
  using typename Base::Sig;
  using Return = typename Analysis::Return;
  using Call = Invoker<Sig>;

 public:
  ParDoOp(const DoFn& prototype, const OperatorContext& context) : Base(prototype, context), state_(context) {
    std::apply([&](auto&... output) { (this->AddOutput(&output), ...); }, outputs_);
    if constexpr (requires { DoFn::kAllowedTimestampSkew; }) {
      for (OutputBase* output : this->outputs()) output->set_allowed_skew(DoFn::kAllowedTimestampSkew);
    }
  }

  auto& BundleOutputs() { return outputs_; }

  /// For a DoFn with state: what is processed next is of this key.
  void SetKey(KeyState<DoFn>& key, Timestamp processing_time) { state_.SetKey(key, processing_time); }
  /// The same where a runner keeps the state (state_binder.h).
  void SetLink(KeyLink* link) { state_.SetLink(link); }
  Timestamp LastTime(const Window& window) const { return state_.LastTime(window); }
  template <class K, class Timer>
  void FireTimer(const K& key, const Timer& timer) {
    const ElementMeta meta{timer.output_time, timer.window, PaneInfo()};
    Inherit(meta);
    state_.SetFired(timer);
    RunUserCode(
        this->context_, "calling OnTimer",
        [&] {
          StatefulMembers<DoFn>::ForEach(this->fn_, [&]<std::size_t I>(auto& member) {
            if constexpr (StatefulMembers<DoFn>::template IsTimer<I>()) {
              if (timer.declaration == I) CallOnTimer<I>(member, key, meta);
            }
          });
        },
        [&] { return ElementText(key); });
  }
  /// The window is over: calls OnWindowExpiration and forgets what the key keeps for it.
  template <class K>
  void EndWindow(const K& key, const Window& window) {
    if constexpr (HasOnWindowExpiration<DoFn>()) {
      const ElementMeta meta{window.max_timestamp(), window, PaneInfo()};
      Inherit(meta);
      RunUserCode(
          this->context_, "calling OnWindowExpiration",
          [&] {
            using Method = typename Sig::Stateful::Expiration;
            CallKeyMethod(typename Method::Params(), key, meta, [&](auto&&... args) {
              return this->fn_.OnWindowExpiration(std::forward<decltype(args)>(args)...);
            });
          },
          [&] { return ElementText(key); });
    }
    state_.Forget(window);
  }

  DoFn& function() { return this->fn_; }
  /// For a splittable DoFn: processes what the tracker lets it claim of an element. `meta` outlives what is collected meanwhile.
  template <class Tracker, class Estimator>
  ProcessContinuation ProcessRestriction(const Element& element, const ElementMeta& meta, Tracker& tracker,
                                         Estimator& estimator) {
    using Frame =
        RestrictionFrame<std::remove_reference_t<decltype(outputs_)>, typename Base::SideViews, Tracker, Estimator>;
    ProcessContinuation result = ProcessContinuation::Stop();
    RunUserCode(
        this->context_, Base::kProcessing,
        [&] {
          Inherit(meta);
          const Frame frame{this->MakeFrame(outputs_), tracker, estimator};
          if constexpr (Return::kKind == ReturnKind::kContinuation) {
            result = Call::Call(this->fn_, frame, meta, element);
          } else if constexpr (Return::kKind == ReturnKind::kVoid) {
            Call::Call(this->fn_, frame, meta, element);
          } else if (const auto status = Call::Call(this->fn_, frame, meta, element); !Succeeded(status)) {
            throw Error(FailureOf(status));
          }
        },
        [&] { return ElementText(element); });
    return result;
  }

  [[gnu::always_inline]] void Run(Batch<Element>& batch, std::size_t& at) {
    if constexpr (kIsSplittable<DoFn>) {
      // Its elements come with a restriction.
    } else if constexpr (Analysis::kForm == MainForm::kBatch) {
      RunRuns(batch, at);
    } else if constexpr (kOneToOne) {
      RunOneToOne(batch, at);
    } else {
      // One place for the call, so that the compiler inlines the DoFn however large it is.
      const bool uniform = batch.uniform();
      if (uniform) Inherit(batch.uniform_meta());
      for (std::size_t i = 0; i < batch.size(); ++i) {
        at = i;
        const ElementMeta& meta = batch.meta(i);
        if (!uniform) [[unlikely]]
          Inherit(meta);
        ProcessOne(batch, meta, i);
      }
    }
  }

 private:
  /// Each element gives one value with the element's own metadata.
  static constexpr bool kOneToOne = Return::kHasValue && !Return::kTimestamped && Analysis::kEmitters == 0;

  void Inherit(const ElementMeta& meta) {
    std::apply([&](auto&... output) { (output.Inherit(meta), ...); }, outputs_);
    Select(meta);
  }
  void Select(const ElementMeta& meta) {
    this->SelectSides(meta);
    state_.Select(this->fn_, meta);
  }

  template <std::size_t I, class Timer, class K>
  void CallOnTimer(Timer& timer, const K& key, const ElementMeta& meta) {
    using Method = typename Sig::Stateful::template OnTimerOf<I>;
    CallKeyMethod(typename Method::Params(), key, meta,
                  [&](auto&&... args) { return this->fn_.OnTimer(timer, std::forward<decltype(args)>(args)...); });
  }
  template <class... P, class K, class Method>
  void CallKeyMethod(TypeList<P...>, const K& key, const ElementMeta& meta, Method&& method) {
    constexpr std::size_t emitters = (std::size_t{0} + ... + (kIsA<Emitter, P> ? 1 : 0));
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const auto call = [&]() -> decltype(auto) {
        return method(KeyArgument<P, I - (sizeof...(P) - emitters)>(key, meta)...);
      };
      if constexpr (std::is_void_v<decltype(call())>) {
        call();
      } else if (const auto result = call(); !Succeeded(result)) {
        throw Error(FailureOf(result));
      }
    }(std::index_sequence_for<P...>());
  }
  template <class P, std::size_t kOutput, class K>
  decltype(auto) KeyArgument(const K& key, const ElementMeta& meta) {
    constexpr ParamKind kind = Spell<P>().kind;
    if constexpr (kind == ParamKind::kContext) {
      return (this->user_context_);
    } else if constexpr (kind == ParamKind::kFinalizer) {
      return P(this->user_context_);
    } else if constexpr (kind == ParamKind::kEventTime) {
      return (meta.timestamp);
    } else if constexpr (kind == ParamKind::kWindow) {
      return (meta.window);
    } else if constexpr (kind == ParamKind::kEmitter) {
      return P(&std::get<kOutput>(outputs_));
    } else {
      return (key);
    }
  }

  [[gnu::always_inline]] void ProcessOne(const Batch<Element>& batch, const ElementMeta& meta, std::size_t i) {
    const auto frame = this->MakeFrame(outputs_);
    if constexpr (Return::kKind == ReturnKind::kVoid) {
      Call::Call(this->fn_, frame, meta, batch[i]);
    } else if constexpr (Return::kKind == ReturnKind::kStatus) {
      this->RequireSuccess(Call::Call(this->fn_, frame, meta, batch[i]), batch, i);
    } else {
      auto&& result = Call::Call(this->fn_, frame, meta, batch[i]);
      EmitReturned(this->ValueOf(std::forward<decltype(result)>(result), batch, i));
    }
  }
  template <class V>
  void EmitReturned(V&& value) {
    if constexpr (Return::kTimestamped) {
      std::get<0>(outputs_).EmitAt(value.timestamp, std::forward<V>(value).value);
    } else {
      std::get<0>(outputs_).Emit(std::forward<V>(value));
    }
  }

  [[gnu::always_inline]] void RunOneToOne(Batch<Element>& batch, std::size_t& at) {
    auto& out = std::get<0>(outputs_);
    using Value = typename Return::Value;
    const bool takes_metas = out.MayTakeMetasOf(batch);
    for (std::size_t begin = 0; begin < batch.size();) {
      const std::size_t count = takes_metas ? batch.size() : out.InheritRange(batch, begin, batch.size() - begin);
      if constexpr (Batch<Value>::kPlain) {
        FillPlain(batch, begin, count, out.batch().end(), at);
        out.batch().SetSize(out.batch().size() + count);
      } else {
        for (std::size_t i = begin; i < begin + count; ++i) out.Fill(OneResult(batch, at = i));
      }
      begin += count;
      if (takes_metas) out.TakeMetasOf(batch);
      out.FlushIfFull();
    }
  }
  template <class Value>
  [[gnu::always_inline]] void FillPlain(Batch<Element>& batch, std::size_t begin, std::size_t count,
                                        Value* __restrict to, std::size_t& at) {
    for (std::size_t i = 0; i < count; ++i) {
      at = begin + i;
      ::new (static_cast<void*>(to + i)) Value(OneResult(batch, begin + i));
    }
  }
  [[gnu::always_inline]] decltype(auto) OneResult(const Batch<Element>& batch, std::size_t i) {
    const ElementMeta& meta = batch.meta(i);
    if constexpr (Base::kSides != 0 || kIsStateful<DoFn>) Select(meta);
    if constexpr (Return::kKind == ReturnKind::kValue) {
      return Call::Call(this->fn_, this->MakeFrame(outputs_), meta, batch[i]);
    } else {
      return static_cast<typename Return::Value>(
          this->ValueOf(Call::Call(this->fn_, this->MakeFrame(outputs_), meta, batch[i]), batch, i));
    }
  }

  // A batched DoFn sees runs of elements that share their metadata: usually the whole batch.
  [[gnu::always_inline]] void RunRuns(Batch<Element>& batch, std::size_t& at) {
    for (std::size_t begin = 0; begin < batch.size();) {
      std::size_t end = batch.uniform() ? batch.size() : begin + 1;
      while (end < batch.size() && batch.meta(end) == batch.meta(begin)) ++end;
      at = batch.size();
      const ElementMeta& meta = batch.meta(begin);
      Inherit(meta);
      const std::span<const Element> run(batch.data() + begin, end - begin);
      if constexpr (Return::kKind == ReturnKind::kStatus) {
        this->RequireSuccess(Call::Call(this->fn_, this->MakeFrame(outputs_), meta, run), batch, at);
      } else {
        Call::Call(this->fn_, this->MakeFrame(outputs_), meta, run);
      }
      begin = end;
    }
  }

  [[no_unique_address]] StateBinder<DoFn> state_;
  typename OutputTuple<typename Sig::Outputs>::Type outputs_;
};

}  // namespace beam::internal
