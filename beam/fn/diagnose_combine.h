// What is wrong with a combine function, with its input or with its side inputs: one sentence each. Behind diagnose.h, whose
// reports on side inputs and keys it uses.
#pragma once

#include <type_traits>
#include <utility>

#include "beam/fn/combine_shape.h"
#include "beam/fn/diagnose.h"

namespace beam::internal {

template <CombineMistake kWhat, class CombineFn, class Value>
consteval void ReportCombine() {
  using M = CombineMistake;
  static_assert(
      kWhat != M::kNotCopyable,
      "a combine function must be copyable, because each thread works on its own copy: capture a std::shared_ptr "
      "instead of something that can only be moved");
  static_assert(kWhat != M::kNotACombineFn,
                "this argument cannot combine: pass a function of two values that returns one, or a struct with "
                "CreateAccumulator, AddInput and MergeAccumulators");
  static_assert(kWhat != M::kBinaryParameters,
                "a combine function takes two values of the input's value type: write V(const V&, const V&)");
  static_assert(
      kWhat != M::kBinaryResult,
      "a combine function returns the type of the values it combines: convert the result, or write a CombineFn "
      "struct with an accumulator of its own");
  static_assert(
      kWhat != M::kNoCreateAccumulator,
      "this CombineFn has no usable CreateAccumulator: add Accumulator CreateAccumulator(), public and without "
      "parameters");
  static_assert(kWhat != M::kNoAddInput,
                "this CombineFn has no AddInput: add void AddInput(Accumulator&, const V&), public");
  static_assert(
      kWhat != M::kAddInputParameters,
      "AddInput does not fit: write void AddInput(Accumulator&, const V&) or Accumulator AddInput(Accumulator, "
      "const V&) with V as in the input, or with a type that holds every V");
  static_assert(kWhat != M::kSidesNeedStruct,
                "only a struct combines with side inputs: write one with CreateAccumulator, MergeAccumulators and void "
                "AddInput(Accumulator&, const V&, side...)");
  static_assert(kWhat != M::kSidesUnclear,
                "AddInput with side inputs must be one public method: this struct's is private, overloaded or a "
                "template; write the type of each parameter");
  static_assert(kWhat != M::kSideCount,
                "AddInput takes another number of side inputs than the transform is given: it needs one parameter for "
                "each, behind the accumulator and the value");
  static_assert(
      kWhat != M::kNoMergeAccumulators,
      "this CombineFn has no MergeAccumulators: add void MergeAccumulators(Accumulator&, const Accumulator&), "
      "public");
  static_assert(
      kWhat != M::kMergeParameters,
      "MergeAccumulators does not fit: write void MergeAccumulators(Accumulator&, const Accumulator&), or return "
      "the merged Accumulator");
  static_assert(
      kWhat != M::kExtractParameters,
      "ExtractOutput does not fit: write R ExtractOutput(const Accumulator&), public, with a result that is not "
      "void");
  static_assert(
      kWhat != M::kOutputType,
      "the result of a combine function must be a value that outlives the call: no pointer, reference, view or "
      "group");
  static_assert(kWhat != M::kAccumulatorCoder,
                "the accumulator travels between workers and has no coder: give it public members that have coders, or "
                "specialize beam::Coder");
}

/// The mistake in the side inputs of an AddInput that has a parameter for each.
template <class CombineFn, class... SideInput>
consteval Finding FindCombineSideMistake() {
  Finding found;
  int parameter = 2;
  const auto look = [&](Diagnosis binding, Diagnosis coder) {
    ++parameter;
    const Diagnosis what = binding != Diagnosis::kNone ? binding : coder;
    if (found.ok() && what != Diagnosis::kNone) found = {what, parameter};
  };
  [&]<class A, class V, class... Param>(TypeList<A, V, Param...>) {
    (look(BindSide<Param, SideInput>().what, FindSideCoderMistake<SideInput>(BindSide<Param, SideInput>().form)), ...);
  }(AddInputParams<CombineFn>());
  return found;
}

/// True if `CombineFn` combines values of `Value`, with these side inputs.
template <class CombineFn, class Value, class... SideInput>
consteval bool CheckCombine() {
  if constexpr (kAnyUnusable<Value, SideInput...>) {
    return false;
  } else {
    constexpr CombineMistake found = FindCombineMistake<CombineFn, Value, SideInput...>();
    if constexpr (found == CombineMistake::kAccumulatorCoder) {
      using Accumulator = std::decay_t<decltype(std::declval<CombineFn&>().CreateAccumulator())>;
      if constexpr (!ExplainsMissingCoder<Accumulator>()) ReportCombine<found, CombineFn, Value>();
      return false;
    } else if constexpr (found != CombineMistake::kNone && found != CombineMistake::kSideInput) {
      ReportCombine<found, CombineFn, Value>();
      return false;
    } else if constexpr (sizeof...(SideInput) == 0) {
      return true;
    } else if constexpr (constexpr Finding side = FindCombineSideMistake<CombineFn, SideInput...>(); !side.ok()) {
      return Report<side, CombineFn, Value, SideInput...>();
    } else {
      return true;
    }
  }
}

template <class CombineFn, class Element, class... SideInput>
consteval bool CheckCombinePerKey() {
  if constexpr (kAnyUnusable<Element, SideInput...>) {
    return false;
  } else if constexpr (!kIsKV<Element>) {
    static_assert(
        kIsKV<Element>,
        "CombinePerKey needs elements of beam::KV<K, V>: make them with beam::ParDo or beam::WithKeys, or use "
        "beam::Combine");
    return false;
  } else if constexpr (!CheckKeyed<typename Element::Key, typename Element::Value>()) {
    return false;
  } else {
    return CheckCombine<CombineFn, typename Element::Value, SideInput...>();
  }
}

template <class CombineFn, class Element>
consteval bool CheckCombinePerElement() {
  if constexpr (kAnyUnusable<Element>) {
    return false;
  } else if constexpr (!CheckKeyed<Element, Element>()) {
    return false;
  } else {
    return CheckCombine<CombineFn, Element>();
  }
}

}  // namespace beam::internal
