// CombinePerKey and Combine with side inputs.
#pragma once

#include <cstddef>
#include <source_location>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/combine.h"
#include "beam/exec/side_input_view.h"
#include "beam/fn/function_shape.h"
#include "beam/side_input.h"

namespace beam {

namespace internal {

/// The parameters of an AddInput that is not overloaded.
template <class Fn>
using AddInputParams = typename FunctionShape<decltype(&Fn::AddInput)>::Params;

/// A CombineFn whose AddInput takes side inputs behind the value, in the shape of one without: the combining operator
/// opens the side inputs and selects their window.
template <class Fn, class V, class Indices, class... Side>
class SideCombineFn;

template <class Fn, class V, std::size_t... I, class... Side>
class SideCombineFn<Fn, V, std::index_sequence<I...>, Side...> {
  // Behind the object, the accumulator and the value.
  template <std::size_t kSide>
  using Param = TypeAt<3 + kSide, AddInputParams<Fn>>;

 public:
  using Accumulator = std::decay_t<decltype(std::declval<Fn&>().CreateAccumulator())>;

  explicit SideCombineFn(Fn fn) : fn_(std::move(fn)) {}

  void OpenSides(const OperatorContext& context) { (std::get<I>(views_).Open(context, I), ...); }
  void SelectSides(const Window& window) { (std::get<I>(views_).Select(window), ...); }

  void Setup() {
    if constexpr (requires { fn_.Setup(); }) fn_.Setup();
  }
  void Teardown() {
    if constexpr (requires { fn_.Teardown(); }) fn_.Teardown();
  }
  Accumulator CreateAccumulator() { return fn_.CreateAccumulator(); }
  void AddInput(Accumulator& accumulator, const V& value) {
    if constexpr (std::is_void_v<decltype(fn_.AddInput(accumulator, value, std::get<I>(views_).Get()...))>) {
      fn_.AddInput(accumulator, value, std::get<I>(views_).Get()...);
    } else {
      accumulator = fn_.AddInput(std::move(accumulator), value, std::get<I>(views_).Get()...);
    }
  }
  void MergeAccumulators(Accumulator& accumulator, Accumulator& other) {
    CombineTraits<Fn, V>::Merge(fn_, accumulator, std::move(other));
  }
  auto ExtractOutput(Accumulator& accumulator) {
    if constexpr (requires { fn_.ExtractOutput(accumulator); }) {
      return fn_.ExtractOutput(accumulator);
    } else {
      return std::move(accumulator);
    }
  }

 private:
  Fn fn_;
  std::tuple<SideInputView<Side, Param<I>, BindSide<Param<I>, Side>().form>...> views_;
};

template <class Access, class Fn, class... Side>
auto AddCombineWithSides(const PCollection<typename Access::Element>& input, const Fn& fn, std::string_view name,
                         const SideInputList<Side...>& sides, const std::source_location& location) {
  using Wrapped = SideCombineFn<Fn, typename Access::Value, std::index_sequence_for<Side...>, Side...>;
  auto result = AddCombine<Access, Wrapped>(input, Wrapped(fn), name, location);
  std::apply(
      [&](const auto&... side) {
        (RequireSamePipeline(input.state(), side.state(), "a side input of Combine", location), ...);
        input.state().SetSides(result.id(), {side.id()...});
      },
      sides.collections);
  return result;
}

}  // namespace internal

/// CombinePerKey whose CombineFn reads side inputs: `AddInput(Accumulator&, const V&, side...)`, each side parameter in one of
/// the forms that a DoFn may take (`const T&`, `const std::vector<T>&`, Iter<T>, MapView, MultiMapView). AddInput must not be
/// overloaded. The side inputs are those of the value's window.
///
///   struct WeightedSum {
///     double CreateAccumulator() { return 0; }
///     void AddInput(double& sum, double value, double weight) { sum += value * weight; }
///     void MergeAccumulators(double& sum, double other) { sum += other; }
///   };
///   auto sums = beam::CombinePerKey(amounts, WeightedSum(), beam::SideInputs(weight));
template <class T, class CombineFn, class... Side>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn, const SideInputList<Side...>& sides,
                   std::source_location location = std::source_location::current()) {
  using Parts = internal::NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  if constexpr (internal::CheckPairs<T>()) {
    using Access = internal::PerKey<typename T::Key, typename T::Value>;
    return internal::AddCombineWithSides<Access, Fn>(input, Parts::FunctionOf(fn), Parts::NameOf(fn, "CombinePerKey"),
                                                     sides, location);
  } else {
    return PCollection<internal::Unusable>(&input.state(), input.id());
  }
}

/// Combine whose CombineFn reads side inputs; see CombinePerKey above. An empty input gives an empty output.
template <class T, class CombineFn, class... Side>
auto Combine(const PCollection<T>& input, const CombineFn& fn, const SideInputList<Side...>& sides,
             std::source_location location = std::source_location::current()) {
  using Parts = internal::NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  return internal::AddCombineWithSides<internal::Globally<T>, Fn>(input, Parts::FunctionOf(fn),
                                                                  Parts::NameOf(fn, "Combine"), sides, location);
}

}  // namespace beam
