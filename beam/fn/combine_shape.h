// What can be wrong with a combine function: a function of two values, or a CombineFn struct.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "beam/fn/binding.h"
#include "beam/fn/callable.h"
#include "beam/fn/name_probe.h"
#include "beam/fn/output_type.h"
#include "coders/coder.h"

namespace beam::internal {

enum class CombineMistake : std::uint8_t {
  kNone,
  kNotCopyable,
  kNotACombineFn,
  kBinaryParameters,
  kBinaryResult,
  kNoCreateAccumulator,
  kNoAddInput,
  kAddInputParameters,
  kSidesNeedStruct,
  kSidesUnclear,
  kSideCount,
  kSideInput,
  kNoMergeAccumulators,
  kMergeParameters,
  kExtractParameters,
  kOutputType,
  kAccumulatorCoder,
};

BEAM_INTERNAL_NAME_PROBE(CreateAccumulator, CreateAccumulatorMethod)
BEAM_INTERNAL_NAME_PROBE(AddInput, AddInputMethod)
BEAM_INTERNAL_NAME_PROBE(MergeAccumulators, MergeAccumulatorsMethod)
BEAM_INTERNAL_NAME_PROBE(ExtractOutput, ExtractOutputMethod)

/// True if the two-parameter function may be called with two values, nothing being lost on the way.
template <class Fn, class Value>
consteval bool TakesTwoValues() {
  if constexpr (requires(Fn& fn, Value& a, const Value& b) { fn(a, b); }) {
    using Shape = typename Callable<Fn, KV<Value, Value>, 0>::Shape;
    if constexpr (std::is_void_v<Shape>) {
      return true;
    } else if constexpr (Shape::Params::kSize != 2) {
      return false;
    } else {
      const auto fits = [](Diagnosis mistake) {
        return mistake == Diagnosis::kNone || mistake == Diagnosis::kMainMutable;
      };
      return fits(BindValue<TypeAt<0, typename Shape::Params>, Value>(Diagnosis::kMainMismatch)) &&
             BindValue<TypeAt<1, typename Shape::Params>, Value>(Diagnosis::kMainMismatch) == Diagnosis::kNone;
    }
  } else {
    return false;
  }
}

template <class Fn, class Value>
consteval CombineMistake FindBinaryMistake() {
  constexpr bool function = std::is_pointer_v<Fn> && !std::is_void_v<FunctionShape<Fn>>;
  if constexpr (!function && !HasCallOperator<Fn>()) {
    return CombineMistake::kNotACombineFn;
  } else if constexpr (!TakesTwoValues<Fn, Value>()) {
    return CombineMistake::kBinaryParameters;
  } else {
    using Result =
        std::remove_cvref_t<decltype(std::declval<Fn&>()(std::declval<Value&>(), std::declval<const Value&>()))>;
    if constexpr (std::is_same_v<Result, Value>) {
      return CombineMistake::kNone;
    } else if constexpr (std::is_void_v<Result>) {
      return CombineMistake::kBinaryResult;
    } else {
      // Arithmetic on small integers is done in int, so a result may be wider than what went in.
      constexpr bool promoted = std::is_integral_v<Value> && !std::is_same_v<Value, bool> &&
                                std::is_same_v<Result, int> && sizeof(Value) < sizeof(int);
      return promoted || FindConversion<Result, Value>(Diagnosis::kMainMismatch) == Diagnosis::kNone
                 ? CombineMistake::kNone
                 : CombineMistake::kBinaryResult;
    }
  }
}

/// True if `Result` is void (changed in place) or becomes the new accumulator.
template <class Result, class Accumulator>
inline constexpr bool kIsNewAccumulator = std::is_void_v<Result> || std::is_convertible_v<Result, Accumulator>;

/// True if AddInput's parameter for the value takes it without loss. A template's is not known and takes what comes.
template <class Fn, class Value>
consteval bool AddInputKeepsValue() {
  if constexpr (requires { &Fn::AddInput; }) {
    using Shape = MethodShape<decltype(&Fn::AddInput)>;
    if constexpr (!std::is_void_v<Shape>) {
      if constexpr (Shape::Params::kSize >= 2) {
        constexpr Diagnosis found = BindValue<TypeAt<1, typename Shape::Params>, Value>(Diagnosis::kMainMismatch);
        return found != Diagnosis::kMainNarrowing && found != Diagnosis::kMainToBool;
      }
    }
  }
  return true;
}

/// `Side` are the parameters behind the value.
template <class Fn, class Value, class Accumulator, class... Side>
consteval bool AddInputFits() {
  if constexpr (!AddInputKeepsValue<Fn, Value>()) {
    return false;
  } else if constexpr (requires(Fn& fn, Accumulator& a, const Value& v) {
                         requires std::is_void_v<decltype(fn.AddInput(a, v, std::declval<Side>()...))>;
                       }) {
    return true;
  } else {
    return requires(Fn& fn, Accumulator& a, const Value& v) {
      { fn.AddInput(std::move(a), v, std::declval<Side>()...) } -> std::convertible_to<Accumulator>;
      fn.AddInput(a, v, std::declval<Side>()...);
    };
  }
}

/// The parameters of an AddInput that is one public method: the accumulator, the value, the side inputs.
template <class Fn>
using AddInputParams = typename MethodShape<decltype(&Fn::AddInput)>::Params;

/// AddInput with side inputs, by its parameters. kSideInput stands for what BindSide says about one of them.
template <class Fn, class Value, class Accumulator, class A, class V, class... Param, class... Side>
consteval CombineMistake FindSideMistake(TypeList<A, V, Param...>, TypeList<Side...>) {
  if constexpr (sizeof...(Param) != sizeof...(Side)) {
    return CombineMistake::kSideCount;
  } else if constexpr (((BindSide<Param, Side>().what != Diagnosis::kNone) || ...)) {
    return CombineMistake::kSideInput;
  } else {
    return AddInputFits<Fn, Value, Accumulator, Param...>() ? CombineMistake::kNone
                                                            : CombineMistake::kAddInputParameters;
  }
}

template <class Fn, class Value, class Accumulator, class... Side>
consteval CombineMistake FindAddInputMistake() {
  if constexpr (!HasAddInputMethod<Fn>()) {
    return CombineMistake::kNoAddInput;
  } else if constexpr (sizeof...(Side) == 0) {
    return AddInputFits<Fn, Value, Accumulator>() ? CombineMistake::kNone : CombineMistake::kAddInputParameters;
  } else if constexpr (!requires { typename AddInputParams<Fn>; }) {
    return CombineMistake::kSidesUnclear;
  } else if constexpr (AddInputParams<Fn>::kSize < 2) {
    return CombineMistake::kSideCount;
  } else {
    return FindSideMistake<Fn, Value, Accumulator>(AddInputParams<Fn>(), TypeList<Side...>());
  }
}

template <class Fn, class Accumulator>
consteval bool MergeFits() {
  if constexpr (requires(Fn& fn, Accumulator& a) { requires std::is_void_v<decltype(fn.MergeAccumulators(a, a))>; }) {
    return true;
  } else {
    return requires(Fn& fn, Accumulator& a) {
      { fn.MergeAccumulators(std::move(a), std::move(a)) } -> std::convertible_to<Accumulator>;
      fn.MergeAccumulators(a, a);
    };
  }
}

template <class Fn, class Accumulator>
consteval CombineMistake FindExtractMistake() {
  if constexpr (!HasExtractOutputMethod<Fn>()) {
    return FindOutputMistake<Accumulator>() == Diagnosis::kNone ? CombineMistake::kNone : CombineMistake::kOutputType;
  } else if constexpr (!requires(Fn& fn, Accumulator& a) { fn.ExtractOutput(a); }) {
    return CombineMistake::kExtractParameters;
  } else {
    using Returned = decltype(std::declval<Fn&>().ExtractOutput(std::declval<Accumulator&>()));
    if constexpr (!ReturnOf<Returned>::kHasValue) {
      return CombineMistake::kExtractParameters;
    } else {
      return FindReturnMistake<Returned>() == Diagnosis::kNone && !ReturnOf<Returned>::kTimestamped
                 ? CombineMistake::kNone
                 : CombineMistake::kOutputType;
    }
  }
}

template <class Fn, class Value, class... Side>
consteval CombineMistake FindStructMistake() {
  using M = CombineMistake;
  if constexpr (!requires(Fn& fn) { fn.CreateAccumulator(); }) {
    return M::kNoCreateAccumulator;
  } else if constexpr (std::is_void_v<decltype(std::declval<Fn&>().CreateAccumulator())>) {
    return M::kNoCreateAccumulator;
  } else {
    using Accumulator = std::decay_t<decltype(std::declval<Fn&>().CreateAccumulator())>;
    constexpr M add = FindAddInputMistake<Fn, Value, Accumulator, Side...>();
    if constexpr (add != M::kNone)
      return add;
    else if constexpr (!HasMergeAccumulatorsMethod<Fn>())
      return M::kNoMergeAccumulators;
    else if constexpr (!MergeFits<Fn, Accumulator>())
      return M::kMergeParameters;
    else if constexpr (!kHasCoder<Accumulator>)
      return M::kAccumulatorCoder;
    else
      return FindExtractMistake<Fn, Accumulator>();
  }
}

/// The first mistake of a combine function for values of `Value`, whose AddInput takes these side inputs.
template <class Fn, class Value, class... Side>
consteval CombineMistake FindCombineMistake() {
  if constexpr (!std::is_copy_constructible_v<Fn>) {
    return CombineMistake::kNotCopyable;
  } else if constexpr (HasCreateAccumulatorMethod<Fn>() || HasAddInputMethod<Fn>() ||
                       HasMergeAccumulatorsMethod<Fn>()) {
    return FindStructMistake<Fn, Value, Side...>();
  } else if constexpr (sizeof...(Side) != 0) {
    return CombineMistake::kSidesNeedStruct;
  } else {
    return FindBinaryMistake<Fn, Value>();
  }
}

}  // namespace beam::internal
