// Why a plain struct has no coder, where that can be told: one sentence for each reason. A part of diagnose.h.
#pragma once

#include <type_traits>

#include "coders/coder.h"
#include "coders/field_probe.h"

namespace beam::internal {

/// The reason inside T itself: in the struct, in a part of the pair, in the values of the container.
template <class T>
consteval FieldsProblem FindCoderProblem() {
  if constexpr (kHasCoder<T>) {
    return FieldsProblem::kNone;
  } else if constexpr (kIsKV<T>) {
    constexpr FieldsProblem key = FindCoderProblem<typename T::Key>();
    return key != FieldsProblem::kNone ? key : FindCoderProblem<typename T::Value>();
  } else if constexpr (requires { typename T::value_type; }) {
    return FindCoderProblem<typename T::value_type>();
  } else {
    return kFieldsProblem<std::remove_cv_t<T>>;
  }
}

/// True if the reason why T has no coder is one that has a sentence here, which then is the compile error.
template <class T>
consteval bool ExplainsMissingCoder() {
  using P = FieldsProblem;
  constexpr P problem = FindCoderProblem<T>();
  static_assert(
      problem != P::kBase,
      "this struct has no coder, because it has a base class: make the base a member, or specialize beam::Coder");
  static_assert(
      problem != P::kArray,
      "this struct has no coder, because a member is a C array: make it a std::array, or specialize beam::Coder");
  static_assert(
      problem != P::kBitField,
      "this struct has no coder, because a member is a bit-field: make it a plain member, or specialize beam::Coder");
  return problem == P::kBase || problem == P::kArray || problem == P::kBitField;
}

}  // namespace beam::internal
