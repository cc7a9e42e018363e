// ParDo: applies a function, or a struct with methods, to each element.
#pragma once

#include <cstddef>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/exec/par_do_op.h"
#include "beam/fn/diagnose.h"
#include "beam/function_step.h"
#include "beam/pcollection.h"
#include "beam/side_input.h"

namespace beam {

namespace internal {

/// What stands for the outputs of a ParDo that is wrong: as many Unusable collections as the call asks for, or as the
/// DoFn seems to have, so that a structured binding is no second mistake.
template <std::size_t kOutputs>
auto UnusableOutputs(PipelineBuilder& state) {
  if constexpr (kOutputs == 0) {
    return;
  } else if constexpr (kOutputs == 1) {
    return PCollection<Unusable>(&state, 0);
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple{(static_cast<void>(I), PCollection<Unusable>(&state, 0))...};
    }(std::make_index_sequence<kOutputs>());
  }
}

/// The number of outputs that a DoFn seems to have whose input is not known, or which does not fit it.
template <class DoFn, class... Side>
consteval std::size_t GuessOutputs() {
  constexpr bool generic = (HasProcessElement<DoFn>() && !requires { &DoFn::ProcessElement; }) ||
                           (HasCallOperator<DoFn>() && !requires { &DoFn::operator(); });
  if constexpr (generic) {
    return 1;
  } else {
    using Shape = typename Callable<DoFn, Unusable, sizeof...(Side)>::Shape;
    constexpr std::size_t outputs = ParameterAnalysis<Shape, Unusable, TypeList<Side...>>::Outputs::kSize;
    return outputs == 0 ? 1 : outputs;
  }
}

/// Makes a step whose DoFn is splittable one that reads an exchange of restrictions; defined in beam/splittable.h.
template <class DoFn, class Element, class... Side>
struct SplittableStep;

inline constexpr std::size_t kAnyOutputs = static_cast<std::size_t>(-1);

template <class... T>
auto AddOutputs(TypeList<T...>, PipelineBuilder& state, NodeId node) {
  if constexpr (sizeof...(T) == 0) {
    return;
  } else if constexpr (sizeof...(T) == 1) {
    return (AddFunctionOutput<T>(state, node), ...);
  } else {
    return std::tuple<PCollection<T>...>{AddFunctionOutput<T>(state, node)...};
  }
}

/// The exchange that brings the elements of a key together; it is defined in stateful_read_op.h, which comes with beam/state.h and
/// beam/timer.h.
template <class DoFn, class K, class V, class... Side>
class StatefulExchange;
/// The operator of a step where a runner of others brings them together; it is defined in stateful_bundle_op.h, which comes likewise.
template <class DoFn, class K, class V, class... Side>
class StatefulBundleOp;

/// The operator of a step where no exchange of ours brings its elements together.
template <bool kRemoteState, class DoFn, class Element, class... Side>
struct ParDoOpOf {
  using Type = ParDoOp<DoFn, Element, Side...>;
};
template <class DoFn, class K, class V, class... Side>
struct ParDoOpOf<true, DoFn, KV<K, V>, Side...> {
  using Type = StatefulBundleOp<DoFn, K, V, Side...>;
};
template <class DoFn, class Element, class... Side>
using StepOp = typename ParDoOpOf<kRemoteForms && kIsStateful<DoFn>, DoFn, Element, Side...>::Type;

/// Makes a step with state one whose input crosses an exchange.
template <class DoFn, class Element, class... Side>
void BringKeysTogether(PipelineBuilder& state, NodeId node) {
  using Exchange = StatefulExchange<DoFn, typename Element::Key, typename Element::Value, Side...>;
  state.SetExchange(node, Owned<const ExchangeFactory>(new Exchange()));
}

/// True unless the DoFn is splittable and what runs it is not included.
template <class DoFn, class... T>
consteval bool CheckSplittableStep() {
  if constexpr (kIsSplittable<DoFn>) {
    return CheckSplittableIncluded<SplittableStep<DoFn, T...>, DoFn>();
  } else {
    return true;
  }
}

/// ParDo of every arity. `kWanted` is the number of outputs that the call insists on.
template <std::size_t kWanted, class T, class Fn, class... S>
auto ParDoStep(const PCollection<T>& input, Fn&& fn, const std::source_location& location,
               const PCollection<S>&... sides) {
  using DoFn = StepFunction<Fn>;
  if constexpr (!CheckDoFn<DoFn, T, S...>() || !CheckSplittableStep<DoFn, T, S...>()) {
    return UnusableOutputs < kWanted != kAnyOutputs ? kWanted : GuessOutputs<DoFn, S...>() > (input.state());
  } else {
    using Outputs = typename Signature<DoFn, T, S...>::Outputs;
    if constexpr (!CheckOutputCount < kWanted == kAnyOutputs ? Outputs::kSize : kWanted, Outputs::kSize, DoFn > ()) {
      return UnusableOutputs<kWanted>(input.state());
    } else {
      using Op = StepOp<DoFn, T, S...>;
      const NodeId node = AddFunctionStep<Op, DoFn>("ParDo", input, std::forward<Fn>(fn), location, sides...);
      if constexpr (kIsSplittable<DoFn>) SplittableStep<DoFn, T, S...>::Make(input.state(), node);
      if constexpr (kIsStateful<DoFn>) BringKeysTogether<DoFn, T, S...>(input.state(), node);
      return AddOutputs(Outputs(), input.state(), node);
    }
  }
}

}  // namespace internal

/// Calls `fn` for each element of `input`. A DoFn is a function, a lambda, a member function, a std::function, or a
/// struct with a ProcessElement method (and, if it likes, Setup, StartBundle, FinishBundle, Teardown). Its parameters
/// say what it wants, in this order:
///
///   beam::Context&                          what is known about the run
///   beam::BundleFinalizer                   what is called when the bundle's outputs are committed
///   beam::EventTime, Window, PaneInfo       of the element
///   a restriction tracker and an estimator  in a splittable DoFn (beam/splittable.h)
///   the element                             exactly, by a lossless conversion, or as a view (std::string_view);
///                                           a KV as one parameter or as key and value; a group as (K, Iter<V>);
///                                           a co-grouped element as (K, Iter<V1>, Iter<V2>, ...);
///                                           or many at once as std::span<const T>, sharing event time, window and pane
///   one for each further collection         a side input: const S& (its only element), const std::vector<S>&, Iter<S>,
///                                           MapView<K, V>, MultiMapView<K, V>; Iter<Timestamped<S>> has the event times
///   beam::Emitter<T>...                     outputs
///
/// It returns nothing, a value (an output; a std::pair becomes a KV), a Timestamped value, or a status-like or
/// expected-like result (IsStatus), whose error fails the bundle. `auto` parameters stand for the element.
///
/// Output: nothing, a PCollection, or a tuple of them: the returned value first, then the emitters in order, then those
/// that only StartBundle or FinishBundle have. Windows and time: outputs keep the window and pane of their element, and
/// its event time unless they are given a later one, or an earlier one within the DoFn's kAllowedTimestampSkew (emitter.h). StartBundle
/// and FinishBundle emit (EventTime, Window, value), or the value alone where the input is globally windowed. A struct with
/// `static constexpr bool kRequiresStableInput = true` gets the same elements if a runner tries a bundle again. Errors: a misfit does not compile. An exception or a returned
/// error fails the run with the step's name and line, the message and the element. A side input taken as one value must
/// have exactly one element in the window. Cost: one copy of the DoFn for each thread; elements are handled in batches,
/// with the DoFn inlined into the loop. What a lambda captures by reference is shared by all threads. Source:
/// beam:transform:pardo:v1.
///
///   auto lengths = beam::ParDo(words, [](const std::string& word) { return word.size(); });
///   auto [small, big] = beam::ParDo(numbers, [](int64_t n, beam::Emitter<int64_t> small, beam::Emitter<int64_t> big) {
///     n < 10 ? small(n) : big(n);
///   });
template <class T, class DoFn>
auto ParDo(const PCollection<T>& input, DoFn&& fn, std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<internal::kAnyOutputs>(input, std::forward<DoFn>(fn), location);
}
template <class T, class DoFn, class S1>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1,
           std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<internal::kAnyOutputs>(input, std::forward<DoFn>(fn), location, s1);
}
template <class T, class DoFn, class S1, class S2>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
           std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<internal::kAnyOutputs>(input, std::forward<DoFn>(fn), location, s1, s2);
}
template <class T, class DoFn, class S1, class S2, class S3>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
           const PCollection<S3>& s3, std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<internal::kAnyOutputs>(input, std::forward<DoFn>(fn), location, s1, s2, s3);
}
template <class T, class DoFn, class S1, class S2, class S3, class S4>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
           const PCollection<S3>& s3, const PCollection<S4>& s4,
           std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<internal::kAnyOutputs>(input, std::forward<DoFn>(fn), location, s1, s2, s3, s4);
}
/// With any number of side inputs: `ParDo(input, fn, beam::SideInputs(a, b, c, d, e))`.
template <class T, class DoFn, class... S>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const SideInputList<S...>& sides,
           std::source_location location = std::source_location::current()) {
  return std::apply(
      [&](const auto&... side) {
        return internal::ParDoStep<internal::kAnyOutputs>(input, std::forward<DoFn>(fn), location, side...);
      },
      sides.collections);
}

/// The same for a DoFn with exactly `kOutputs` outputs; another number does not compile.
///
///   auto [even, odd] = beam::ParDo<2>(numbers, SplitByParity());
template <std::size_t kOutputs, class T, class DoFn>
auto ParDo(const PCollection<T>& input, DoFn&& fn, std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<kOutputs>(input, std::forward<DoFn>(fn), location);
}
template <std::size_t kOutputs, class T, class DoFn, class S1>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1,
           std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<kOutputs>(input, std::forward<DoFn>(fn), location, s1);
}
template <std::size_t kOutputs, class T, class DoFn, class S1, class S2>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
           std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<kOutputs>(input, std::forward<DoFn>(fn), location, s1, s2);
}
template <std::size_t kOutputs, class T, class DoFn, class S1, class S2, class S3>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
           const PCollection<S3>& s3, std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<kOutputs>(input, std::forward<DoFn>(fn), location, s1, s2, s3);
}
template <std::size_t kOutputs, class T, class DoFn, class S1, class S2, class S3, class S4>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
           const PCollection<S3>& s3, const PCollection<S4>& s4,
           std::source_location location = std::source_location::current()) {
  return internal::ParDoStep<kOutputs>(input, std::forward<DoFn>(fn), location, s1, s2, s3, s4);
}
/// With any number of side inputs: `ParDo(input, fn, beam::SideInputs(a, b, c, d, e))`.
template <std::size_t kOutputs, class T, class DoFn, class... S>
auto ParDo(const PCollection<T>& input, DoFn&& fn, const SideInputList<S...>& sides,
           std::source_location location = std::source_location::current()) {
  return std::apply(
      [&](const auto&... side) {
        return internal::ParDoStep<kOutputs>(input, std::forward<DoFn>(fn), location, side...);
      },
      sides.collections);
}

}  // namespace beam
