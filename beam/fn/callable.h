// Callable: what kind of thing a DoFn is, and which parameters it has for a given element.
#pragma once

#include <cstdint>
#include <type_traits>

#include "beam/fn/diagnosis.h"
#include "beam/fn/function_shape.h"
#include "beam/fn/generic_callable.h"
#include "beam/fn/name_probe.h"

namespace beam::internal {

enum class CallForm : std::uint8_t {
  kNone,
  kCall,    ///< function, lambda, std::function: fn(args...)
  kMember,  ///< member function: (element.*fn)(args...)
  kField,   ///< data member: element.*fn
  kMethod,  ///< struct: fn.ProcessElement(args...)
};

BEAM_INTERNAL_NAME_PROBE(ProcessElement, ProcessElement)
BEAM_INTERNAL_NAME_PROBE(Setup, Setup)
BEAM_INTERNAL_NAME_PROBE(StartBundle, StartBundle)
BEAM_INTERNAL_NAME_PROBE(FinishBundle, FinishBundle)
BEAM_INTERNAL_NAME_PROBE(Teardown, Teardown)

// A data member cannot be called operator(), so its rival is a method.
struct CallOperatorRival {
  void operator()();
};
template <class D>
struct CallOperatorBoth : D, CallOperatorRival {};
template <class D>
consteval bool HasCallOperator() {
  if constexpr (!std::is_class_v<D>) {
    return false;
  } else if constexpr (std::is_final_v<D>) {
    return requires { &D::operator(); };
  } else {
    return !requires { &CallOperatorBoth<D>::operator(); };
  }
}

/// True if D is some kind of function, whatever its parameters; false for what can only be a value.
template <class D>
inline constexpr bool kIsFunctionOfSomeForm =
    std::is_member_pointer_v<D> || std::is_function_v<std::remove_pointer_t<D>> || HasProcessElement<D>() ||
    HasCallOperator<D>();

template <CallForm form, class ShapeFound, Diagnosis what = Diagnosis::kNone>
struct ResolvedCall {
  static constexpr CallForm kForm = form;
  static constexpr Diagnosis kDiagnosis = what;
  using Shape = ShapeFound;
};
template <Diagnosis what>
using NoCall = ResolvedCall<CallForm::kNone, void, what>;

template <class DoFn, class Element, std::size_t kSides>
consteval auto ResolveMethod() {
  if constexpr (requires { &DoFn::ProcessElement; }) {
    using Shape = MethodShape<decltype(&DoFn::ProcessElement)>;
    if constexpr (std::is_void_v<Shape>) {
      return NoCall<Diagnosis::kProcessElementUnclear>();
    } else {
      return ResolvedCall<CallForm::kMethod, Shape>();
    }
  } else {
    using Generic = ResolveGeneric<ProcessElementMethod, DoFn, Element, kSides>;
    constexpr Diagnosis what =
        Generic::kDiagnosis == Diagnosis::kGenericUnresolved ? Diagnosis::kProcessElementUnclear : Generic::kDiagnosis;
    return ResolvedCall<CallForm::kMethod, typename Generic::Shape, what>();
  }
}

template <class DoFn, class Element, std::size_t kSides>
consteval auto ResolveCallOperator() {
  if constexpr (requires { &DoFn::operator(); }) {
    using Shape = MethodShape<decltype(&DoFn::operator())>;
    if constexpr (std::is_void_v<Shape>) {
      return NoCall<Diagnosis::kNotCallable>();
    } else {
      return ResolvedCall<CallForm::kCall, Shape>();
    }
  } else {
    using Generic = ResolveGeneric<CallOperator, DoFn, Element, kSides>;
    return ResolvedCall<CallForm::kCall, typename Generic::Shape, Generic::kDiagnosis>();
  }
}

template <class DoFn, class Element, std::size_t kSides>
consteval auto ResolveCallable() {
  if constexpr (std::is_member_function_pointer_v<DoFn> && !std::is_void_v<FunctionShape<DoFn>>) {
    return ResolvedCall<CallForm::kMember, FunctionShape<DoFn>>();
  } else if constexpr (std::is_member_object_pointer_v<DoFn>) {
    return ResolvedCall<CallForm::kField, FunctionShape<DoFn>>();
  } else if constexpr (std::is_pointer_v<DoFn> && !std::is_void_v<FunctionShape<DoFn>>) {
    return ResolvedCall<CallForm::kCall, FunctionShape<DoFn>>();
  } else if constexpr (HasProcessElement<DoFn>()) {
    return ResolveMethod<DoFn, Element, kSides>();
  } else if constexpr (HasCallOperator<DoFn>()) {
    return ResolveCallOperator<DoFn, Element, kSides>();
  } else if constexpr (HasSetup<DoFn>() || HasStartBundle<DoFn>() || HasFinishBundle<DoFn>() || HasTeardown<DoFn>()) {
    return NoCall<Diagnosis::kNoProcessElement>();
  } else {
    return NoCall<Diagnosis::kNotCallable>();
  }
}

/// How `DoFn` is called for elements of type `Element` with `kSides` side inputs; see ResolvedCall.
template <class DoFn, class Element, std::size_t kSides>
using Callable = decltype(ResolveCallable<DoFn, Element, kSides>());

}  // namespace beam::internal
