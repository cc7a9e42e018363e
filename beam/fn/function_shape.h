// FunctionShape: the parameters and the result of a callable whose type names them.
#pragma once

#include <type_traits>

#include "beam/base/type_list.h"

namespace beam::internal {

/// A result and parameters, as the user wrote them. For member functions the object is the first parameter.
template <class R, class... P>
struct CallShape {
  using Result = R;
  using Params = TypeList<P...>;
};

/// The shape of a function pointer, a member function pointer or a data member pointer; `void` for everything else.
template <class F>
struct FunctionShapeImpl {
  using Type = void;
};
template <class R, class... P, bool N>
struct FunctionShapeImpl<R (*)(P...) noexcept(N)> {
  using Type = CallShape<R, P...>;
};
template <class R, class C, class... P, bool N>
struct FunctionShapeImpl<R (C::*)(P...) noexcept(N)> {
  using Type = CallShape<R, C&, P...>;
};
template <class R, class C, class... P, bool N>
struct FunctionShapeImpl<R (C::*)(P...) & noexcept(N)> {
  using Type = CallShape<R, C&, P...>;
};
template <class R, class C, class... P, bool N>
struct FunctionShapeImpl<R (C::*)(P...) const noexcept(N)> {
  using Type = CallShape<R, const C&, P...>;
};
template <class R, class C, class... P, bool N>
struct FunctionShapeImpl<R (C::*)(P...) const & noexcept(N)> {
  using Type = CallShape<R, const C&, P...>;
};
template <class M, class C>
  requires(!std::is_function_v<M>)
struct FunctionShapeImpl<M C::*> {
  using Type = CallShape<const M&, const C&>;
};
template <class F>
using FunctionShape = typename FunctionShapeImpl<F>::Type;

/// The shape of a method without its object: what the parameters of ProcessElement or operator() are.
template <class Shape>
struct WithoutObjectImpl;
template <class R, class Object, class... P>
struct WithoutObjectImpl<CallShape<R, Object, P...>> {
  using Type = CallShape<R, P...>;
};
template <>
struct WithoutObjectImpl<void> {
  using Type = void;
};

/// The parameters of a method given by its address; a static one is a plain function and has no object.
template <class Pointer>
struct MethodShapeImpl : WithoutObjectImpl<FunctionShape<Pointer>> {};
template <class Pointer>
  requires std::is_pointer_v<Pointer>
struct MethodShapeImpl<Pointer> {
  using Type = FunctionShape<Pointer>;
};
template <class Pointer>
using MethodShape = typename MethodShapeImpl<Pointer>::Type;

}  // namespace beam::internal
