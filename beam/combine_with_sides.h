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
#include "beam/fn/combine_shape.h"
#include "beam/side_input.h"

namespace beam {

namespace internal {

/// A CombineFn whose AddInput takes side inputs behind the value, in the shape of one without: the combining operator
/// opens the side inputs and selects their window.
template <class Fn, class V, class Indices, class... Side>
class SideCombineFn;

template <class Fn, class V, std::size_t... I, class... Side>
class SideCombineFn<Fn, V, std::index_sequence<I...>, Side...> {
  // Behind the accumulator and the value.
  template <std::size_t kSide>
  using Param = TypeAt<2 + kSide, AddInputParams<Fn>>;

 public:
  using Accumulator = std::decay_t<decltype(std::declval<Fn&>().CreateAccumulator())>;

  explicit SideCombineFn(Fn fn) : fn_(std::move(fn)) {}
  static const Fn& ShippedPartOf(const SideCombineFn& fn) { return fn.fn_; }
  static SideCombineFn OfShippedPart(Fn fn) { return SideCombineFn(std::move(fn)); }

  static bool LooksUp([[maybe_unused]] std::size_t side_input) {
    return ((I == side_input && IsLookup(BindSide<Param<I>, Side>().form)) || ...);
  }
  void OpenSides(const OperatorContext& context) { (std::get<I>(views_).Open(context, I), ...); }
  void SelectSides(const Window& window) { (std::get<I>(views_).Select(window), ...); }

  void Setup() { CombineTraits<Fn, V>::Setup(fn_); }
  void Teardown() { CombineTraits<Fn, V>::Teardown(fn_); }
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
                         const std::source_location& location, const PCollection<Side>&... sides) {
  using Wrapped = SideCombineFn<Fn, typename Access::Value, std::index_sequence_for<Side...>, Side...>;
  (RequireSamePipeline(input.state(), sides.state(), "a side input of Combine", location), ...);
  auto result = AddCombine<Access, Wrapped>(input, Wrapped(fn), name, location);
  input.state().SetSides(result.id(), {sides.id()...});
  return result;
}

/// CombinePerKey of every number of side inputs.
template <class T, class CombineFn, class... S>
auto CombinePerKeyWithSides(const PCollection<T>& input, const CombineFn& fn, const std::source_location& location,
                            const PCollection<S>&... sides) {
  using Parts = NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  if constexpr (CheckCombinePerKey<Fn, T, S...>()) {
    using Access = PerKey<typename T::Key, typename T::Value>;
    return AddCombineWithSides<Access, Fn>(input, Parts::FunctionOf(fn), Parts::NameOf(fn, "CombinePerKey"), location,
                                           sides...);
  } else {
    return PCollection<Unusable>(&input.state(), input.id());
  }
}

/// Combine of every number of side inputs.
template <class T, class CombineFn, class... S>
auto CombineWithSides(const PCollection<T>& input, const CombineFn& fn, const std::source_location& location,
                      const PCollection<S>&... sides) {
  using Parts = NamedParts<std::decay_t<CombineFn>>;
  using Fn = typename Parts::Function;
  if constexpr (CheckCombine<Fn, T, S...>()) {
    return AddCombineWithSides<Globally<T>, Fn>(input, Parts::FunctionOf(fn), Parts::NameOf(fn, "Combine"), location,
                                                sides...);
  } else {
    return PCollection<Unusable>(&input.state(), input.id());
  }
}

}  // namespace internal

/// CombinePerKey whose CombineFn reads side inputs: `AddInput(Accumulator&, const V&, side...)`, each side parameter in one of
/// the forms that a DoFn may take (`const T&`, `const std::vector<T>&`, Iter<T>, MapView, MultiMapView). AddInput must be one
/// method, neither overloaded nor a template. The side inputs are those of the value's window.
///
///   struct WeightedSum {
///     double CreateAccumulator() { return 0; }
///     void AddInput(double& sum, double value, double weight) { sum += value * weight; }
///     void MergeAccumulators(double& sum, double other) { sum += other; }
///   };
///   auto sums = beam::CombinePerKey(amounts, WeightedSum(), weight);
template <class T, class CombineFn, class S1>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1,
                   std::source_location location = std::source_location::current()) {
  return internal::CombinePerKeyWithSides(input, fn, location, s1);
}
template <class T, class CombineFn, class S1, class S2>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1,
                   const PCollection<S2>& s2, std::source_location location = std::source_location::current()) {
  return internal::CombinePerKeyWithSides(input, fn, location, s1, s2);
}
template <class T, class CombineFn, class S1, class S2, class S3>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1,
                   const PCollection<S2>& s2, const PCollection<S3>& s3,
                   std::source_location location = std::source_location::current()) {
  return internal::CombinePerKeyWithSides(input, fn, location, s1, s2, s3);
}
template <class T, class CombineFn, class S1, class S2, class S3, class S4>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1,
                   const PCollection<S2>& s2, const PCollection<S3>& s3, const PCollection<S4>& s4,
                   std::source_location location = std::source_location::current()) {
  return internal::CombinePerKeyWithSides(input, fn, location, s1, s2, s3, s4);
}
/// With any number of side inputs: `CombinePerKey(input, fn, beam::SideInputs(a, b, c, d, e))`.
template <class T, class CombineFn, class... S>
auto CombinePerKey(const PCollection<T>& input, const CombineFn& fn, const SideInputList<S...>& sides,
                   std::source_location location = std::source_location::current()) {
  return std::apply([&](const auto&... side) { return internal::CombinePerKeyWithSides(input, fn, location, side...); },
                    sides.collections);
}

/// Combine whose CombineFn reads side inputs; see CombinePerKey above. An empty input gives an empty output.
template <class T, class CombineFn, class S1>
auto Combine(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1,
             std::source_location location = std::source_location::current()) {
  return internal::CombineWithSides(input, fn, location, s1);
}
template <class T, class CombineFn, class S1, class S2>
auto Combine(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
             std::source_location location = std::source_location::current()) {
  return internal::CombineWithSides(input, fn, location, s1, s2);
}
template <class T, class CombineFn, class S1, class S2, class S3>
auto Combine(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
             const PCollection<S3>& s3, std::source_location location = std::source_location::current()) {
  return internal::CombineWithSides(input, fn, location, s1, s2, s3);
}
template <class T, class CombineFn, class S1, class S2, class S3, class S4>
auto Combine(const PCollection<T>& input, const CombineFn& fn, const PCollection<S1>& s1, const PCollection<S2>& s2,
             const PCollection<S3>& s3, const PCollection<S4>& s4,
             std::source_location location = std::source_location::current()) {
  return internal::CombineWithSides(input, fn, location, s1, s2, s3, s4);
}
/// With any number of side inputs: `Combine(input, fn, beam::SideInputs(a, b, c, d, e))`.
template <class T, class CombineFn, class... S>
auto Combine(const PCollection<T>& input, const CombineFn& fn, const SideInputList<S...>& sides,
             std::source_location location = std::source_location::current()) {
  return std::apply([&](const auto&... side) { return internal::CombineWithSides(input, fn, location, side...); },
                    sides.collections);
}

}  // namespace beam
