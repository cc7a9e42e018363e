// What the everyday transforms ask of their elements, one sentence for each that does not fit. A part of diagnose.h.
#pragma once

#include <string_view>
#include <type_traits>

#include "beam/exec/packer.h"
#include "beam/fn/combine_shape.h"
#include "beam/fn/diagnose_coders.h"
#include "beam/fn/signature.h"

namespace beam::internal {

/// Keys, Values, KvSwap, and whatever else takes pairs apart.
template <class Element>
consteval bool CheckPairs() {
  if constexpr (kAnyUnusable<Element>) {
    return false;
  } else {
    static_assert(kIsKV<Element>,
                  "this transform takes keys and values apart, so it needs elements of beam::KV<K, V>: make them with "
                  "beam::ParDo or beam::WithKeys");
    return kIsKV<Element>;
  }
}

/// Reshuffle, and whatever else stores elements as they are.
template <class Element>
consteval bool CheckStored() {
  if constexpr (kAnyUnusable<Element>) {
    return false;
  } else {
    static_assert(
        kIsPackable<Element> || ExplainsMissingCoder<Element>(),
        "this transform moves elements between workers, and their type has no coder: give it public members that "
        "have coders, or specialize beam::Coder");
    return kIsPackable<Element>;
  }
}

/// Sum and SumPerKey.
template <class Value>
consteval bool CheckSum() {
  if constexpr (kAnyUnusable<Value>) {
    return false;
  } else {
    constexpr bool ok = !std::is_same_v<Value, bool> && !std::is_convertible_v<Value, std::string_view> &&
                        requires(const Value& value) { static_cast<Value>(Value{} + value); };
    static_assert(
        ok,
        "Sum adds up values, which this type cannot: make numbers, durations, or a type with its own operator+ "
        "with beam::Map first");
    return ok;
  }
}

/// Mean and MeanPerKey.
template <class Value>
consteval bool CheckMean() {
  if constexpr (kAnyUnusable<Value>) {
    return false;
  } else {
    constexpr bool ok = std::is_arithmetic_v<Value> && !std::is_same_v<Value, bool>;
    static_assert(ok, "Mean needs integers or floating-point numbers: make them with beam::Map first");
    return ok;
  }
}

/// True if a comparison whose parameters are known takes two values without loss.
template <class Less, class Value>
consteval bool ComparesWithoutLoss() {
  if constexpr (std::is_pointer_v<Less> || requires { &Less::operator(); }) {
    return TakesTwoValues<Less, Value>();
  } else {
    return true;
  }
}

/// Min, Max, Top: by the given comparison, or by `<`.
template <class Value, class Less>
consteval bool CheckOrder() {
  if constexpr (kAnyUnusable<Value>) {
    return false;
  } else {
    constexpr bool ok = requires(const Less& less, const Value& value) { static_cast<bool>(less(value, value)); } &&
                        ComparesWithoutLoss<Less, Value>();
    static_assert(
        ok,
        "this transform compares elements: give it a comparison bool(const T&, const T&), since the type has no "
        "operator< or the given one does not fit");
    if constexpr (ok) return CheckStored<Value>();
    return false;
  }
}

template <class Element>
consteval bool CheckSumPerKey() {
  if constexpr (CheckPairs<Element>()) return CheckSum<typename Element::Value>();
  return false;
}

template <class Element>
consteval bool CheckMeanPerKey() {
  if constexpr (CheckPairs<Element>()) return CheckMean<typename Element::Value>();
  return false;
}

template <class Element, class Less>
consteval bool CheckOrderPerKey() {
  if constexpr (CheckPairs<Element>()) return CheckOrder<typename Element::Value, Less>();
  return false;
}

/// ToString, which knows itself what it can write.
template <class Element, bool kHasText>
consteval bool CheckText() {
  if constexpr (kAnyUnusable<Element>) {
    return false;
  } else {
    static_assert(
        kHasText,
        "ToString writes numbers, bool, text, and pairs, optionals and ranges of them: give beam::Map a function "
        "that returns a std::string for other types");
    return kHasText;
  }
}

}  // namespace beam::internal
