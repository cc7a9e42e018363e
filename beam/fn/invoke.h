// Invoke: calls a DoFn with what its signature asks for. Everything here is inlined into the operator's loop.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/window.h"
#include "beam/fn/signature.h"

namespace beam::internal {

/// Where the arguments of a call come from, beside the element: set up once for a batch.
template <class Outputs, class SideViews>
struct CallFrame {
  Context& context;
  SideViews& sides;  ///< A tuple with a view for each side input; see side_input_view.h.
  Outputs& outputs;  ///< A tuple of Output<T>.
};

/// The same for a splittable DoFn.
template <class Outputs, class SideViews, class Tracker, class Estimator>
struct RestrictionFrame : CallFrame<Outputs, SideViews> {
  Tracker& tracker;
  Estimator& estimator;
};

/// Calls a callable in its own form.
template <CallForm kForm, class DoFn, class... A>
[[gnu::always_inline]] inline decltype(auto) CallInForm(DoFn& fn, A&&... args) {
  if constexpr (kForm == CallForm::kMethod) {
    return fn.ProcessElement(std::forward<A>(args)...);
  } else if constexpr (kForm == CallForm::kMember) {
    return [&](auto& object, auto&&... rest) __attribute__((always_inline))->decltype(auto) {
      return (object.*fn)(std::forward<decltype(rest)>(rest)...);
    }
    (args...);
  } else if constexpr (kForm == CallForm::kField) {
    return [&](auto& object) __attribute__((always_inline))->decltype(auto) { return (object.*fn); }
    (args...);
  } else {
    return fn(std::forward<A>(args)...);
  }
}

/// The arguments of `Sig`'s parameters, one by one.
template <class Sig>
struct Invoker {
  using Analysis = typename Sig::Analysis;
  static constexpr bool kUsesMeta = Analysis::kUsesEventTime || Analysis::kUsesWindow || Analysis::kUsesPane;

  /// Calls `fn` for an element, or for a span of elements.
  template <class DoFn, class Frame, class Main>
  [[gnu::always_inline]] static decltype(auto) Call(DoFn& fn, const Frame& frame, const ElementMeta& meta,
                                                    const Main& main) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline))->decltype(auto) {
      if constexpr (kIsA<std::pair, std::remove_cvref_t<typename Analysis::Returned>>) {
        auto&& pair = CallInForm<Sig::Call::kForm>(fn, Argument<I>(frame, meta, main)...);
        return typename Analysis::Return::Value{std::forward<decltype(pair)>(pair).first,
                                                std::forward<decltype(pair)>(pair).second};
      } else {
        return CallInForm<Sig::Call::kForm>(fn, Argument<I>(frame, meta, main)...);
      }
    }
    (std::make_index_sequence<Analysis::kCount>());
  }

 private:
  template <std::size_t I, class Frame, class Main>
  [[gnu::always_inline]] static decltype(auto) Argument(const Frame& frame, const ElementMeta& meta, const Main& main) {
    constexpr ParamKind kind = Analysis::KindAt(I);
    if constexpr (kind == ParamKind::kContext) {
      return (frame.context);
    } else if constexpr (kind == ParamKind::kFinalizer) {
      return TypeAt<I, typename Analysis::Params>(frame.context);
    } else if constexpr (kind == ParamKind::kEventTime) {
      return (meta.timestamp);
    } else if constexpr (kind == ParamKind::kWindow) {
      return (meta.window);
    } else if constexpr (kind == ParamKind::kPane) {
      return (meta.pane);
    } else if constexpr (kind == ParamKind::kTracker) {
      return (frame.tracker);
    } else if constexpr (kind == ParamKind::kEstimator) {
      return (frame.estimator);
    } else if constexpr (kind == ParamKind::kMain) {
      return MainArgument<I - Analysis::kFront>(main);
    } else if constexpr (kind == ParamKind::kSide) {
      return std::get<I - Analysis::kFront - Analysis::kMains>(frame.sides).Get();
    } else {
      constexpr std::size_t first = Analysis::Return::kHasValue ? 1 : 0;
      constexpr std::size_t output = I - (Analysis::kCount - Analysis::kEmitters) + first;
      return TypeAt<I, typename Analysis::Params>(&std::get<output>(frame.outputs));
    }
  }
  template <std::size_t kPart, class Main>
  [[gnu::always_inline]] static decltype(auto) MainArgument(const Main& main) {
    if constexpr (Analysis::kForm != MainForm::kUnfolded) {
      return (main);
    } else if constexpr (kPart == 0) {
      return (main.key);
    } else if constexpr (kIsKV<Main>) {
      return (main.value);
    } else {
      return (std::get<kPart - 1>(main.values));
    }
  }
};

}  // namespace beam::internal
